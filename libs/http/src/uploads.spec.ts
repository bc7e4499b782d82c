import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { watchUploads } from './uploads.js';

describe('a server that watches its uploads', () => {
  let server: Server;
  let unwatch: () => void;
  const sockets: Socket[] = [];

  const open = (handle: Parameters<typeof createServer>[1]) =>
    new Promise<Socket>((resolve) => {
      server = createServer({ requestTimeout: 0 }, handle!);
      unwatch = watchUploads(server, 20, 200);
      server.listen(0, '127.0.0.1', () => {
        const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => resolve(socket));
        socket.on('error', () => undefined);
        sockets.push(socket);
        socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10000000\r\n\r\n');
      });
    });
  const closed = (socket: Socket, withinMs: number) =>
    new Promise<boolean>((resolve) => {
      const late = setTimeout(() => resolve(false), withinMs);
      socket.once('close', () => {
        clearTimeout(late);
        resolve(true);
      });
    });

  afterEach(() => {
    unwatch();
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  it('ends one that trickles', async () => {
    const socket = await open((request) => request.resume());
    const trickle = setInterval(() => socket.write('x'), 50);
    expect(await closed(socket, 3_000)).toBe(true);
    clearInterval(trickle);
  });
  it('leaves one alone that flows, however long it takes', async () => {
    const socket = await open((request) => request.resume());
    const flow = setInterval(() => socket.write('x'.repeat(1_000)), 20);
    expect(await closed(socket, 1_000)).toBe(false);
    clearInterval(flow);
  });
  it('leaves one alone that waits for us', async () => {
    const socket = await open(() => undefined);
    socket.write(Buffer.alloc(1_000_000));
    expect(await closed(socket, 1_000)).toBe(false);
  });
});

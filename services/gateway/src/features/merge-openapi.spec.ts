import { mergeOpenApi } from './merge-openapi.js';

const all = () => true;
const page = (type: string) => ({
  components: { schemas: { Page: { type } } },
  paths: { [`/${type}`]: { get: { $ref: '#/components/schemas/Page' } } },
});

describe('the merged OpenAPI document', () => {
  it('keeps equal components once', () => {
    const { components } = mergeOpenApi({}, [
      { service: 'a', document: page('object'), owns: all },
      { service: 'b', document: page('object'), owns: all },
    ]);
    expect(components).toEqual({ schemas: { Page: { type: 'object' } } });
  });
  it('keeps different components of one name apart, and references with them', () => {
    const merged = mergeOpenApi({}, [
      { service: 'a', document: page('object'), owns: all },
      { service: 'b', document: page('array'), owns: all },
    ]);
    expect(merged.components).toEqual({ schemas: { Page: { type: 'object' }, 'b.Page': { type: 'array' } } });
    expect(merged.paths).toEqual({
      '/array': { get: { $ref: '#/components/schemas/b.Page' } },
      '/object': { get: { $ref: '#/components/schemas/Page' } },
    });
  });
  it('has a path of two services once, with the methods of both, and operations of their own names', () => {
    const part = (service: string, method: string) => ({
      service,
      document: { paths: { '/x': { [method]: { operationId: 'x' } } } },
      owns: all,
    });
    const { paths } = mergeOpenApi({}, [part('a', 'get'), part('b', 'post')]);
    expect(paths).toEqual({ '/x': { get: { operationId: 'x' }, post: { operationId: 'b_x' } } });
  });
  it('leaves out what is not public', () => {
    const part = {
      service: 'a',
      document: { paths: { '/in': {}, '/out': {} } },
      owns: (path: string) => path === '/out',
    };
    expect(Object.keys(mergeOpenApi({}, [part]).paths!)).toEqual(['/out']);
  });
});

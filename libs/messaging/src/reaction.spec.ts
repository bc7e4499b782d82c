import { PersonDescribed, peopleTopic, EnrollmentOpened, enrollmentsTopic } from '@chiron/contracts/programs';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Injectable, type Type } from '@nestjs/common';
import { openBus } from './bus/open-bus.js';
import { Reaction } from './reaction.js';
import { Reactions } from './reactions.js';

@Injectable()
class Names {
  readonly all = ['Ada'];
}

@Reaction({ on: [PersonDescribed], erased: peopleTopic })
class OnPerson {
  constructor(readonly names: Names) {}
  async run(): Promise<void> {}
  async erased(): Promise<void> {}
}

@Reaction({ on: [EnrollmentOpened, PersonDescribed], name: 'OnEnrollment' })
class OnEnrollmentRenamed {
  async run(): Promise<void> {}
}

@Reaction({ on: [PersonDescribed], erased: peopleTopic })
class Forgetful {
  async run(): Promise<void> {}
}

@Reaction({ on: [], erased: enrollmentsTopic })
class Mistaken {
  async run(): Promise<void> {}
  async erased(): Promise<void> {}
}

@Reaction({ on: [PersonDescribed], name: 'OnPerson' })
class Twin {
  async run(): Promise<void> {}
}

const found = async (...providers: Type[]) =>
  (
    await Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [Reactions, Names, ...providers],
    }).compile()
  ).get(Reactions);

describe('the reactions of a service', () => {
  it('are the providers marked so, with what is injected into them', async () => {
    const reactions = await found(OnPerson, OnEnrollmentRenamed);
    expect(reactions.all.map(({ name }) => name).sort()).toEqual(['OnEnrollment', 'OnPerson']);
    expect(reactions.topics).toEqual(['programs.enrollments', 'programs.people']);
    expect((reactions.named('OnPerson')!.reaction as OnPerson).names.all).toEqual(['Ada']);
    expect(reactions.named('OnEnrollmentRenamed')).toBeUndefined();
  });

  it('are none where none is marked', async () => {
    expect((await found()).topics).toEqual([]);
  });

  it.each<[string, Type[], string]>([
    ['that wants tombstones without a method for them', [Forgetful], 'no method erased'],
    ['that wants tombstones of a topic of facts', [Mistaken], 'is not compacted'],
    ['whose name another has', [OnPerson, Twin], 'two reactions are called OnPerson'],
  ])('refuse one %s', async (_, providers, sentence) => {
    const reactions = await found(...providers);
    expect(() => reactions.all).toThrow(sentence);
  });
});

describe('the address of the bus', () => {
  it.each(['kafka://127.0.0.1:9092', 'kafka://one:9092,two:9092', 'postgres://bus:secret@127.0.0.1:5432/bus'])(
    'may be %s',
    async (url) => {
      await openBus(url, 'test').close();
    },
  );
  it.each(['', 'kafka://', 'amqp://x', 'http://127.0.0.1:9092'])('may not be “%s”', (url) => {
    expect(() => openBus(url, 'test')).toThrow('EVENT_BUS must be');
  });
});

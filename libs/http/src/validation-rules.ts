import { getMetadataStorage } from 'class-validator';

type Rules = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>;

// class-validator gathers a class's rules anew for each object that it validates, and looks through every class of the
// process for those that it inherits: with all services in one process the dearest piece of a request's validation. The
// rules of a class stand once it is defined, so they are gathered once.
const storage = getMetadataStorage();
const gathered = new WeakMap<object, Map<string, Rules>>();
const gather = storage.getTargetValidationMetadatas.bind(storage);
storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
  if (always || strictGroups || groups?.length) return gather(target, schema, always, strictGroups, groups);
  let known = gathered.get(target);
  if (!known) gathered.set(target, (known = new Map()));
  let rules = known.get(schema);
  if (!rules) known.set(schema, (rules = gather(target, schema, always, strictGroups, groups)));
  return rules;
};

/** What a class says of its properties. */
export const rulesOf = (target: object): Rules =>
  storage.getTargetValidationMetadatas(target.constructor, '', false, false);

import { isIsoDate } from '@chiron/contracts/core';

/**
 * A form is a JSON Schema of an object: each property is one field, in the order of the form. `x-kind` says how it is
 * asked and answered; the other `x-` members are rules that JSON Schema has no word for. `required` names fields of any
 * kind. Answers to the first six kinds
 * stand in the answers; people, budget and files stand in tables of their own, and only what is there is counted.
 */
export interface Form {
  readonly type: 'object';
  readonly title?: string;
  readonly description?: string;
  readonly properties: Readonly<Record<string, Field>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
  readonly 'x-sections'?: readonly { readonly id: string; readonly title: string; readonly description?: string }[];
}

interface FieldBase {
  readonly title: string;
  readonly description?: string;
  readonly 'x-section'?: string;
  /** `omit`: the field is left out where reviewers do not see who applies */
  readonly 'x-blinded'?: 'omit';
  /** what the answer is to the application; at most one field each, and none that is left out for reviewers */
  readonly 'x-means'?: FieldMeaning;
}
export const fieldMeanings = ['title', 'abstract', 'topics'] as const;
export type FieldMeaning = (typeof fieldMeanings)[number];
export interface TextField extends FieldBase {
  readonly 'x-kind': 'short-text' | 'long-text';
  readonly type: 'string';
  /** characters that can be saved at all; a text beyond its words is saved, and not complete */
  readonly maxLength?: number;
  readonly 'x-min-words'?: number;
  readonly 'x-max-words'?: number;
}
export interface ChoiceField extends FieldBase {
  readonly 'x-kind': 'choice';
  readonly type: 'string';
  readonly oneOf: readonly Option[];
}
export interface ChoicesField extends FieldBase {
  readonly 'x-kind': 'choice';
  readonly type: 'array';
  readonly items: { readonly oneOf: readonly Option[] };
  readonly uniqueItems: true;
  readonly minItems?: number;
  readonly maxItems?: number;
}
export interface Option {
  readonly const: string;
  readonly title: string;
}
export interface NumberField extends FieldBase {
  readonly 'x-kind': 'number';
  readonly type: 'number' | 'integer';
  readonly minimum?: number;
  readonly maximum?: number;
}
export interface DateField extends FieldBase {
  readonly 'x-kind': 'date';
  readonly type: 'string';
  readonly format: 'date';
  readonly 'x-earliest'?: string;
  readonly 'x-latest'?: string;
}
export type Cell = TextField | ChoiceField | NumberField | DateField;
export interface TableField extends FieldBase {
  readonly 'x-kind': 'table';
  readonly type: 'array';
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, Cell>>;
    readonly required: readonly string[];
    readonly additionalProperties: false;
  };
}
/** Members of the team in these roles; any role where none is named. */
export interface PeopleField extends FieldBase {
  readonly 'x-kind': 'people';
  readonly 'x-roles'?: readonly string[];
  readonly 'x-min'?: number;
  readonly 'x-max'?: number;
}
/** The lines of the budget, in integer minor units; what is absent has no cap. */
export interface BudgetField extends FieldBase {
  readonly 'x-kind': 'budget';
  /** ISO 4217 */
  readonly 'x-currency': string;
  readonly 'x-max-minor'?: number;
  /** years a project may take; 1 where it does not say */
  readonly 'x-years'?: number;
  /** what others must add, in percent of what is asked for */
  readonly 'x-cost-share-percent'?: number;
  readonly 'x-categories': readonly BudgetCategoryRule[];
}
export interface BudgetCategoryRule {
  readonly id: string;
  readonly title: string;
  readonly 'max-minor'?: number;
  /** of all that is asked for */
  readonly 'max-percent'?: number;
  /** whether a line needs a justification */
  readonly justify?: boolean;
}
export type FileType = 'pdf' | 'docx' | 'png' | 'jpeg';
export interface FilesField extends FieldBase {
  readonly 'x-kind': 'files';
  readonly 'x-types': readonly FileType[];
  /** bytes of each file */
  readonly 'x-max-bytes': number;
  readonly 'x-min'?: number;
  readonly 'x-max'?: number;
}
export type Field = Cell | ChoicesField | TableField | PeopleField | BudgetField | FilesField;
/** Kinds whose answer stands in the answers themselves. */
export const isAnswered = (field: Field): field is Cell | ChoicesField | TableField =>
  !['people', 'budget', 'files'].includes(field['x-kind']);

/** The schema of the answers alone, for any validator: people, budget and files are not among them. */
export function answersSchema(form: Form): object {
  const answered = Object.entries(form.properties).filter(([, field]) => isAnswered(field));
  const required = form.required.filter((name) => answered.some(([other]) => other === name));
  return { ...form, properties: Object.fromEntries(answered), required };
}

/** A field of this name, or undefined; names of Object's own are no fields. */
export const fieldOf = (form: Form, name: string): Field | undefined =>
  Object.hasOwn(form.properties, name) ? form.properties[name] : undefined;

/** Words are what white space separates, so that every tool counts the same. */
export const wordsIn = (text: string): number => text.match(/\S+/gu)?.length ?? 0;

/** The longest text that is saved where a field does not say. */
export const textLimit = (field: TextField): number =>
  field.maxLength ?? (field['x-kind'] === 'short-text' ? 1_000 : 50_000);
export const rowLimit = 500;

export const isDay = (value: unknown): value is string => typeof value === 'string' && isIsoDate(value);

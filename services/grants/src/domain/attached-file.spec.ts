import type { Application } from './application.js';
import { acceptable, attach, downloadName, filesField, labelOf, largestFile, sizeLimit } from './attached-file.js';
import type { FilesField, Form } from './form.js';

const field: FilesField = { 'x-kind': 'files', title: 'Plan', 'x-types': ['pdf'], 'x-max-bytes': 100, 'x-max': 2 };
const form: Form = {
  type: 'object', additionalProperties: false, required: [],
  properties: { plan: field, title: { 'x-kind': 'short-text', type: 'string', title: 'Title' } },
}; // prettier-ignore
const draft = { id: 'a', state: 'draft' } as Application;

describe('a file for a field', () => {
  it('needs a field for files', () => {
    expect(filesField(form, 'plan')).toBe(field);
    for (const name of ['title', 'other', 'constructor'])
      expect(() => filesField(form, name)).toThrow('file-field-unknown');
  });

  it('must be of a kind that the field takes, and hold something', () => {
    expect(acceptable(field, 1, 'pdf')).toBe('pdf');
    expect(() => acceptable(field, 1, 'docx')).toThrow('file-kind-refused');
    expect(() => acceptable(field, 1, undefined)).toThrow('file-kind-refused');
    expect(() => acceptable(field, 0, undefined)).toThrow('file-empty');
  });

  it('joins while there is room and the application is open, one where the field does not say how many', () => {
    expect(() => attach(draft, field, 1)).not.toThrow();
    expect(() => attach(draft, field, 2)).toThrow('file-limit');
    const { 'x-max': _, ...one } = field;
    expect(() => attach(draft, one, 0)).not.toThrow();
    expect(() => attach(draft, one, 1)).toThrow('file-limit');
    expect(() => attach(draft, { ...one, 'x-min': 3 }, 2)).not.toThrow();
    expect(() => attach(draft, { ...one, 'x-min': 3 }, 3)).toThrow('file-limit');
    expect(() => attach({ ...draft, state: 'submitted' } as Application, field, 0)).toThrow('application-not-editable');
  });

  it('is never larger than can be read, whatever the form says', () => {
    expect([sizeLimit(field), sizeLimit({ ...field, 'x-max-bytes': 1e12 })]).toEqual([100, largestFile]);
  });
});

describe('the name of a file', () => {
  it.each([
    ['plan.pdf', 'plan.pdf'],
    ['C:\\Users\\sara\\plan.pdf', 'plan.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['a\u202egpj.exe', 'agpj.exe'],
    ['  a \n b ', 'a b'],
    ['计划.pdf', '计划.pdf'],
  ])('%j is kept as %j', (name, label) => expect(labelOf(name, '/name')).toBe(label));

  it.each(['', ' ', '..', 'x/', '\u0000', 'a'.repeat(201)])('%j is refused', (name) =>
    expect(() => labelOf(name, '/name')).toThrow('validation-failed'),
  );

  it('ends as its content demands when it is taken', () => {
    const names = [
      downloadName({ label: 'plan.PDF', kind: 'pdf' }),
      downloadName({ label: 'plan.exe', kind: 'pdf' }),
      downloadName({ label: 'me.jpeg', kind: 'jpeg' }),
      downloadName({ label: 'me', kind: 'jpeg' }),
    ];
    expect(names).toEqual(['plan.PDF', 'plan.exe.pdf', 'me.jpeg', 'me.jpg']);
  });
});

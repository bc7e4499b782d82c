import { fold } from './folded-text.js';

/** What somebody is in education, in the field's words. */
export type Level = 'student' | 'resident' | 'clinical fellow' | 'faculty' | 'staff' | 'community preceptor';

/** Words of sources for each; those of OneRoster 1.2 among them. A fellow of a hospital is a trainee. */
const words: Readonly<Record<Level, readonly string[]>> = {
  student: ['student', 'learner', 'medical student', 'estudiante', 'alumno', 'alumna'],
  resident: ['resident', 'house officer', 'intern', 'residente'],
  'clinical fellow': ['clinical fellow', 'fellow'],
  faculty: [
    ...['faculty', 'teacher', 'instructor', 'lecturer', 'professor', 'assistant professor', 'associate professor'],
    ...['profesor', 'profesora', 'docente'],
  ],
  staff: [
    ...['staff', 'aide', 'counselor', 'principal', 'proctor', 'administrator', 'site administrator'],
    ...['district administrator', 'system administrator', 'personal'],
  ],
  'community preceptor': ['community preceptor', 'preceptor'],
};
const levelOfWord = new Map(
  Object.entries(words).flatMap(([level, all]) => all.map((word) => [fold(word), level as Level] as const)),
);

/** The level that a source's word for a position means; undefined where only the source knows. */
export const levelOfPosition = (position: string): Level | undefined => levelOfWord.get(fold(position));

// What committees refuse stands with the other contracts, so that the page of problems can name it.
export { reviewProblems } from '@chiron/contracts/review';

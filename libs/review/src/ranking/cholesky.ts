/** The Cholesky factor of a symmetric positive definite matrix, in place in its lower triangle; log |A|. */
export function factor(matrix: Float64Array, n: number): number {
  let logDeterminant = 0;
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    for (let i = j; i < n; i++) {
      const rowI = i * n;
      let sum = matrix[rowI + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[rowI + k]! * matrix[rowJ + k]!;
      if (i === j) {
        if (!(sum > 0)) throw new RangeError('The matrix is not positive definite');
        const root = Math.sqrt(sum);
        matrix[rowJ + j] = root;
        logDeterminant += 2 * Math.log(root);
      } else {
        matrix[rowI + j] = sum / matrix[rowJ + j]!;
      }
    }
  }
  return logDeterminant;
}

/** Solves A x = b with the factor of A; x takes the place of b. */
export function solve(factorized: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factorized[row + k]! * b[k]!;
    b[i] = sum / factorized[row + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = b[i]! / factorized[i * n + i]!;
    b[i] = value;
    const row = i * n;
    for (let k = 0; k < i; k++) b[k]! -= factorized[row + k]! * value;
  }
  return b;
}

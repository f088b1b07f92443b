/** By which property tests draw: the same plays in every run. Others: `BISSE_SEED=7 npm run unit -- machine.walk`. */
export const seed = Number(process.env['BISSE_SEED'] ?? 2_026);

/** The exit codes of contracts: scripts and CI of other repositories read them. */
export const EXIT_DONE = 0;
/** Findings that fail: a rule that does not compile, alerts under `--fail-on-alert`. */
export const EXIT_FINDINGS = 1;
/** Wrong usage, an input of which nothing could be read, a crash. */
export const EXIT_UNUSABLE = 2;

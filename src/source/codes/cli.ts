export const cliCodes = {
  CLI001: {
    title: 'no rule to run',
    explanation:
      'None of the given paths holds a rule that this version runs, so a scan would say nothing about the events. `tripline check` tells why each rule was refused.',
  },
  CLI002: {
    title: 'events out of order',
    explanation:
      'With `--ordered` the finishers run while the events are read, which is right only if no event is older than the one before it. The scan stops at the first step back. Without `--ordered` the order of files and lines does not matter.',
  },
} as const;

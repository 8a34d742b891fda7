export const cliCodes = {
  CLI001: {
    title: 'a call that cannot be understood',
    explanation: 'A command, option or value is unknown or missing. `tripline --help` lists what there is.',
  },
} as const;

export const ingCodes = {
  ING001: {
    title: 'an input that cannot be read',
    explanation:
      'The file is absent, a folder without events, or closed to this user. The other inputs are read all the same.',
  },
} as const;

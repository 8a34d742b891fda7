export const rulCodes = {
  RUL001: {
    title: 'a file that cannot be read',
    explanation:
      'The file is absent, a folder, or closed to this user. The other files are loaded all the same.',
  },
} as const;

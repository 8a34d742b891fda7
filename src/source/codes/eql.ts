export const eqlCodes = {
  EQL001: {
    title: 'a character that EQL does not know',
    explanation: 'The text holds a character that begins no word, number, string or operator of EQL.',
  },
} as const;

/**
 * How tightly operators bind, from the loosest (GRAMMAR.md). The parser stops where the next operator binds looser
 * than what it is reading; the printer puts an operand that binds looser in parentheses.
 */
export const OR = 1;
export const AND = 2;
export const NOT = 3;
export const COMPARISON = 4;
export const SUM = 5;
export const PRODUCT = 6;
export const OPERAND = 7;
export const PRIMARY = 8;

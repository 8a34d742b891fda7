/** The languages that a query may be in, by the names that rules have for them. */
export type QueryLanguage = 'eql' | 'kuery';

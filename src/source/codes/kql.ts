/** What the KQL front end says. `0xx` words and syntax, `1xx` names, `2xx` types. */
export const kqlCodes = {
  KQL001: {
    title: 'a string that is not closed',
    explanation:
      'A string runs from one double quote to the next, over line ends too. A quote that is part of the text is written `\\"`.',
  },
  KQL002: {
    title: 'an escape that KQL does not know',
    explanation:
      'Outside of quotes a backslash stands before one of the signs `\\ ( ) : < > " * { }`, before `and`, `or` and `not`, or in `\\t`, `\\r`, `\\n` and `\\u0041`. A backslash of a Windows path is written twice, or the value in double quotes, where a lone backslash is itself.',
  },
  KQL010: {
    title: 'something else than KQL expects at this place',
    explanation:
      'A query is conditions, `field: value` or `field >= value`, joined by `and` and `or`, with `not` before a condition and parentheses around several.',
  },
  KQL011: {
    title: 'a bracket without its partner',
    explanation: 'Each `(` needs a `)`, and each `{` a `}`, in the right order.',
  },
  KQL012: {
    title: 'a sign in a value that has a meaning of its own',
    explanation:
      'A colon, `<` or `>` outside of quotes ends the name of a field. In a value (a path, a URL, a time) it is written `\\:`, or the value stands in double quotes.',
  },
  KQL013: {
    title: 'two conditions with nothing between them',
    explanation:
      'Words that only blanks stand between are one value in KQL. Here the last of them is followed by a colon, so that it is most likely the next field: put `and` or `or` before it.',
  },
  KQL014: {
    title: 'a colon before a comparison',
    explanation: '`<`, `<=`, `>` and `>=` take the place of the colon: `field >= 5`.',
  },
  KQL015: {
    title: 'a field among the values of another',
    explanation:
      'Inside of `field: (...)` stand values only. A condition on another field stands outside of the parentheses.',
  },
  KQL016: {
    title: 'a `not` behind a colon',
    explanation: '`not` stands before a condition, or inside of a list of values: `field: (a and not b)`.',
  },
  KQL017: {
    title: 'a query nested too deeply',
    explanation:
      'Parentheses, braces and `not` may nest 500 levels deep. Chains of `and` and `or` may be of any length.',
  },
  KQL018: {
    title: 'a query that is too long',
    explanation: 'The text has more than 12 million characters, which no real question comes near.',
  },
  KQL019: {
    title: 'a value that goes over several lines',
    explanation:
      'Words that only blanks and line ends stand between are one value, which hardly any field holds. Most often an `or` was forgotten at the end of a line.',
  },
  KQL101: {
    title: 'a field that looks misspelt',
    explanation:
      'The schema does not know the field, but one of nearly the same name. The rule reads what was written, which events most likely never have.',
  },
  KQL102: {
    title: 'fields that the schema does not know',
    explanation:
      'They are read from the events all the same, without a type: a value without quotes that is a number or `true` or `false` is compared as that, any other as text, case and all (docs/design/unknown-fields.md).',
  },
  KQL103: {
    title: 'an unknown field where the schema is complete',
    explanation: 'The schema was said to be complete and has no such field, or none that the pattern fits.',
  },
  KQL104: {
    title: 'a value that is looked for in every field',
    explanation:
      'Without a field, a value is compared with every value of the event, and its words are looked for in all texts. For that each event must be read as a whole, so that such a rule is slow and fires on what it was not meant for.',
  },
  KQL105: {
    title: 'a field without a value',
    explanation:
      'Objects and nested and geographic fields have no value to compare. `field: *` asks whether anything is in one, `field: { name: value }` asks each object for itself.',
  },
  KQL201: {
    title: 'a wildcard over something that is no text',
    explanation:
      'Wildcards match texts; Elasticsearch refuses them on numbers, dates, addresses and booleans. Write a range, or a block of addresses.',
  },
  KQL202: {
    title: 'a value that the field can never have',
    explanation:
      'The type of the field is known, and the value is none of that type: the condition never holds.',
  },
  KQL203: {
    title: 'a range over text',
    explanation:
      'The field is text, and texts are ordered letter by letter: `"9"` comes after `"10"`. Where numbers are meant, the field must be one of numbers.',
  },
  KQL204: {
    title: 'the text `null`',
    explanation:
      'KQL has no null: `field: null` asks for the text. A missing field is asked for by `not field: *`.',
  },
  KQL205: {
    title: 'a bound with a wildcard',
    explanation: 'A range has one value as its bound.',
  },
  KQL206: {
    title: 'a reckoned time inside of a nested field',
    explanation:
      '`now` is the time of the event, which an object inside of the event does not have (docs/design/kql.md).',
  },
  KQL207: {
    title: 'a star between quotes',
    explanation:
      'Between double quotes a star is a star and not any text. Where any text is meant, the quotes have to go.',
  },
  KQL208: {
    title: 'a reckoned time against a field of unknown type',
    explanation:
      '`now-1d` is a time only where the field is known to be a date; against any other it is a text of a few letters. `--schema FILE` teaches the types of fields.',
  },
} as const;

/**
 * What the EQL front end says. `0xx` lexical and syntax, `1xx` names, `2xx` types, `3xx` sequences and samples,
 * `4xx` pipes. `9xx` are for what is right but does not run yet, of which there is nothing left.
 */
export const eqlCodes = {
  EQL001: {
    title: 'a character that EQL does not know',
    explanation:
      'The text holds a character that begins no word, number, string or operator of EQL. Outside of strings EQL is plain ASCII; typographic quotes and dashes come in with text copied from documents.',
  },
  EQL002: {
    title: 'a string that is not closed',
    explanation:
      'A string ends on the line it begins on: `"..."` with its escapes, or `"""..."""` where a backslash is itself. Close it, and write a line break as `\\n`.',
  },
  EQL003: {
    title: 'an escape that EQL does not know',
    explanation:
      'In `"..."` a backslash begins one of `\\b \\t \\n \\f \\r \\" \\\' \\\\` and `\\u{...}`. A backslash of a Windows path is written twice, or the string between three quotes, where nothing is escaped.',
  },
  EQL004: {
    title: 'a Unicode escape that names no character',
    explanation:
      '`\\u{...}` holds 2 to 8 hexadecimal digits of a code point up to 10FFFF that is not half of a surrogate pair.',
  },
  EQL005: {
    title: 'a form of string that EQL no longer has',
    explanation:
      'Strings stand in double quotes. `\'...\'`, `?\'...\'` and `?"..."` belong to older dialects: write `"..."`, or `"""..."""` where a backslash is meant as itself.',
  },
  EQL006: {
    title: 'a comment that is not closed',
    explanation: '`/*` runs to its `*/`, and comments nest, so that each `/*` needs its own end.',
  },
  EQL007: {
    title: 'a number out of range',
    explanation: 'The number is larger than any that a double-precision number holds, about 1.8e308.',
  },
  EQL008: {
    title: 'a back-quoted name that is not closed or is empty',
    explanation:
      'A name with unusual characters stands between back-quotes on one line; a back-quote within it is written twice.',
  },
  EQL010: {
    title: 'a query without text',
    explanation:
      'An EQL query begins with an event category and `where`, with `any where`, or with `sequence`.',
  },
  EQL011: {
    title: 'a word or sign that cannot stand here',
    explanation:
      'The query stops making sense at this place; the message says what could stand here. The rest of the query was read as well as could be, so that other mistakes show too.',
  },
  EQL012: {
    title: 'a bracket that is not closed',
    explanation:
      'A `(` or `[` has no partner. The second label shows which one was open when the query went on or ended.',
  },
  EQL013: {
    title: 'comparisons in a chain',
    explanation:
      'A comparison has two sides. Write `a == b and b == c`, or put one comparison into parentheses to compare its outcome.',
  },
  EQL014: {
    title: 'one equals sign for a comparison',
    explanation:
      'Equality is `==`, or `:` to ignore case and use wildcards. A single `=` stands only in `maxspan=` and `runs=`.',
  },
  EQL015: {
    title: 'a keyword in the wrong case',
    explanation: 'The keywords of EQL are written in lower case.',
  },
  EQL016: {
    title: '`not` before a pattern operator',
    explanation:
      'Only `in` may be negated in place (`a not in (...)`). Before `:`, `like` and `regex` the `not` stands in front of the whole test: `not a like "x"`.',
  },
  EQL017: {
    title: 'a query nested too deeply',
    explanation:
      'Parentheses, `not`, signs and arithmetic may nest 500 levels deep. Long lists and long chains of `and` and `or` count as one level.',
  },
  EQL018: {
    title: 'an index into an array',
    explanation:
      'EQL has no access to single elements: a test on a field with several values holds when any of them passes.',
  },
  EQL019: {
    title: 'a relation between processes',
    explanation:
      '`child of`, `descendant of` and `event of` exist only in the older dialect. Join events by a process id in a sequence instead.',
  },
  EQL020: {
    title: 'a join',
    explanation:
      '`join` is a word of the grammar that no version of Elasticsearch runs. A `sequence` finds events in order; write one for each order that matters.',
  },
  EQL021: {
    title: 'a keyword as a name',
    explanation:
      'Keywords are reserved. A field, or a part of a dotted field, that is spelt like one stands in back-quotes.',
  },
  EQL022: {
    title: 'a query that is too long',
    explanation:
      'A query has at most 12 million characters, which is room for some hundred thousand literals. A longer one would use up the memory before anything could be said about it.',
  },
  EQL101: {
    title: 'an unknown field with a known neighbour',
    explanation:
      'The field is not in ECS, and one with almost the same name is: most likely a slip, which would make the condition silently never hold, or a `not` always. If the field is meant, mark it as optional with `?`.',
  },
  EQL102: {
    title: 'fields that are not in ECS',
    explanation:
      'The fields are read from the events all the same, and their values are taken as what they are compared with. An event that lacks them fails the test. A `?` before the field says that this is meant.',
  },
  EQL103: {
    title: 'an unknown function',
    explanation: 'docs/reference lists the functions. Their names may be written in any case.',
  },
  EQL104: {
    title: 'a function without a case-insensitive form',
    explanation:
      '`~` after a name makes a function ignore case; functions that compare no text have no such form.',
  },
  EQL105: {
    title: 'a field that holds no single value',
    explanation:
      'Objects, nested and geographic fields have no values that EQL could compare. Name the field within the object.',
  },
  EQL106: {
    title: 'an unknown field',
    explanation: 'The schema in use is complete and does not have this field.',
  },
  EQL201: {
    title: 'a condition that is not true or false',
    explanation:
      'What stands after `where`, and around `and`, `or` and `not`, is a test. Compare the value with something.',
  },
  EQL202: {
    title: 'a text test on something that is not text',
    explanation:
      '`:`, `like` and `regex` compare text. Compare numbers, dates and addresses with `==`, `in`, `<` or a function such as `cidrMatch`.',
  },
  EQL203: {
    title: 'a pattern that is not a string',
    explanation: 'The right side of `:`, `like` and `regex` is a string or a list of strings in parentheses.',
  },
  EQL204: {
    title: 'a list of mixed types',
    explanation: 'The values of an `in` list are all of the type of what they are compared with.',
  },
  EQL205: {
    title: 'a wrong number of arguments',
    explanation: 'The function takes fewer or more arguments than it is given.',
  },
  EQL206: {
    title: 'an argument of the wrong type',
    explanation: 'The function needs another type at this place. `string()` and `number()` convert.',
  },
  EQL207: {
    title: 'an argument that must be a constant',
    explanation: 'The value is prepared once, before any event is read, so that it cannot depend on a field.',
  },
  EQL208: {
    title: 'a comparison between two fields',
    explanation:
      'One side of a comparison is a constant: conditions are answered from an index, field by field. Events that share a value are found with `by` in a sequence.',
  },
  EQL209: {
    title: 'a network block that cannot be read',
    explanation:
      'A block is an IPv4 or IPv6 address with a prefix length, like `10.0.0.0/8` or `fe80::/10`; a bare address is a block of one.',
  },
  EQL210: {
    title: 'a regular expression that cannot be read',
    explanation:
      "The dialect is Lucene's: a pattern matches the whole value, and there are no anchors, no look-around and no lazy repetition.",
  },
  EQL211: {
    title: 'an argument without meaning',
    explanation: 'The argument has the right type, but the function can do nothing with this value.',
  },
  EQL212: {
    title: 'arithmetic on something that is not a number',
    explanation: '`+ - * / %` compute with numbers. Text is joined with `concat`.',
  },
  EQL213: {
    title: 'a comparison of unlike types',
    explanation:
      'The comparison is legal, and a value of the one type is hardly ever equal to one of the other. Write the constant in the type of the field.',
  },
  EQL301: {
    title: 'a sequence that is too short',
    explanation:
      'A sequence has at least two steps; one event alone is found with `category where condition`.',
  },
  EQL302: {
    title: 'steps with different numbers of join keys',
    explanation:
      'The keys of a sequence and of its steps pair up by position: every step, `until` included, names as many.',
  },
  EQL303: {
    title: 'join keys that cannot be equal',
    explanation: 'Keys at the same position are compared with each other and must be of related types.',
  },
  EQL304: {
    title: 'a join key that is not a field',
    explanation: '`by` lists plain fields, each optional with a `?` before it.',
  },
  EQL305: {
    title: 'a maxspan that is not a span of time',
    explanation: '`maxspan` is a positive whole number directly followed by ms, s, m, h or d: `maxspan=30s`.',
  },
  EQL306: {
    title: '`with` before `by`',
    explanation: 'In a sequence the keys come first: `sequence by host.id with maxspan=1m`.',
  },
  EQL307: {
    title: 'a number of runs that is not possible',
    explanation: '`with runs=N` repeats a step N times, from 1 to 100.',
  },
  EQL308: {
    title: 'a missing event without a maxspan',
    explanation:
      'That something did not happen can only be said of a span of time: give the sequence a `maxspan`.',
  },
  EQL309: {
    title: 'a sequence of nothing but missing events',
    explanation: 'At least one step must be an event that happens.',
  },
  EQL310: {
    title: 'an unknown option after `with`',
    explanation: '`with` is followed by `maxspan=` after `sequence`, and by `runs=` after a step.',
  },
  EQL311: {
    title: 'a sample without keys',
    explanation: 'The events of a sample belong together only by their keys: name them after `by`.',
  },
  EQL312: {
    title: 'a part of `until` that changes nothing',
    explanation:
      'One event that passes the filter of `until` ends the sequence. `until ![...]` and `until [...] with runs=N` are read as `until [...]`, as Elasticsearch does with the `!`.',
  },
  EQL313: {
    title: 'too many steps',
    explanation:
      'A sequence or sample has at most 1,000 steps, a step `with runs=N` counting N times. No real question comes near this; the limit keeps a query from using up the memory.',
  },
  EQL314: {
    title: 'a part of a sequence in a sample',
    explanation:
      'The events of a sample have no order, so that it has neither `maxspan` nor `until`, neither runs nor missing events, nor pipes: only keys and filters.',
  },
  EQL401: {
    title: 'an unknown pipe',
    explanation: 'The pipes of EQL are `head` and `tail`.',
  },
  EQL402: {
    title: 'a pipe of the older dialect',
    explanation:
      '`count`, `filter`, `sort`, `unique` and `unique_count` are not part of EQL as Elasticsearch runs it.',
  },
  EQL403: {
    title: 'a pipe with wrong arguments',
    explanation: '`head` and `tail` take one whole number: how many results to keep.',
  },
  // Retired, never to be used again: EQL901 to EQL904 (samples, runs, missing events, pipes before they ran).
} as const;

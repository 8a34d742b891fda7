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
  CLI003: {
    title: 'an output that cannot be written',
    explanation:
      'The disk is full, the folder is not there, or this user may not write there. What was written before is kept.',
  },
  CLI004: {
    title: 'a format that cannot be followed',
    explanation:
      'With `--follow` alerts are printed as they are known, and the reading ends when it is stopped. A JSON array, a table with a header for a whole file or an HTML page is complete only at its end, so that nobody could read it until then.',
  },
  CLI005: {
    title: 'several rules for one TOML file',
    explanation:
      'A TOML file holds one rule. To write several, name a folder with `--output`: each rule becomes a file there. JSON and NDJSON hold as many as you like.',
  },
  CLI006: {
    title: 'a rule that is not there',
    explanation:
      'None of the rules read has this id or name, in whole or in part. `tripline rules list` lists the rules of a folder and takes `--text` to search in them.',
  },
  CLI007: {
    title: 'a name that several rules share',
    explanation:
      'The text given is part of the names or ids of several rules, and of none the whole. Give more of it, or the id.',
  },
  CLI010: {
    title: 'a schema that cannot be read',
    explanation:
      'The file that `--schema` names is absent or closed to this user. Nothing is run, as the queries would be checked against the wrong fields.',
  },
  CLI011: {
    title: 'a schema that is not JSON',
    explanation:
      'The file that `--schema` names breaks the rules of JSON at the place shown. Nothing is run, as the queries would be checked against the wrong fields.',
  },
  CLI012: {
    title: 'a schema without fields or types',
    explanation:
      'A schema is a list of fields with their types, `{ "field.name": "keyword" }`, or a mapping as Elasticsearch gives it: the answer of `GET index/_mapping`, or an index or component template.',
  },
  CLI013: {
    title: 'an unknown field type',
    explanation:
      'The schema gives a field a type that neither Tripline nor Elasticsearch has. The field is known, but its values are read as if nothing were known of their type: each as what it is compared with.',
  },
  CLI014: {
    title: 'a field of two types',
    explanation:
      'The mappings of two indices disagree on a field. The first type is used; where the other one means different comparisons, queries on the second index may answer differently than in Elasticsearch.',
  },
  CLI020: {
    title: 'a configuration that cannot be read',
    explanation:
      'The file that `--config` names is absent or closed to this user. No server is started, as it would run with other settings than were meant.',
  },
  CLI021: {
    title: 'a configuration that is not TOML',
    explanation:
      'The file breaks the rules of TOML at the place shown. Texts stand in quotes, lists in brackets: `rules = ["rules", "more"]`.',
  },
  CLI022: {
    title: 'an unknown setting',
    explanation:
      'A configuration has the names of the flags of `tripline serve`, without the dashes before them: `listen`, `keep-gigabytes`. A name that is none of these would change nothing, so no server is started with it.',
  },
  CLI023: {
    title: 'a wrong value of a setting',
    explanation:
      'Values are written as after the flag: `keep = "30d"`, `keep-gigabytes = 200`. Flags without a value are `true` or `false`, and those that may be given again take a list. In the environment lists are separated by commas.',
  },
} as const;

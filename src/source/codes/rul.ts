export const rulCodes = {
  RUL001: {
    title: 'a file that cannot be read',
    explanation:
      'The file is absent, a folder, or closed to this user. The other files are loaded all the same.',
  },
  RUL002: {
    title: 'a file that holds no rule',
    explanation:
      'A rule is a TOML file with a `[rule]` table, JSON or NDJSON as Kibana exports it, or the text of a published rule page with its `Rule type:` line. In a folder, other files are passed over; a file that was named is expected to hold a rule.',
  },
  RUL003: {
    title: 'a rule file that is not TOML',
    explanation:
      'The file reads like a rule in TOML up to the place shown, where the syntax of TOML is broken. Nothing of the file can be used until that is mended.',
  },
  RUL004: {
    title: 'a rule file that is not JSON',
    explanation:
      'The file reads like rules in JSON up to the place shown, where the syntax of JSON is broken. In an NDJSON export, the other lines are loaded all the same.',
  },
  RUL005: {
    title: 'two rules of one id',
    explanation:
      'The id of a rule names its alerts: of two rules with one id, one would hide the other. The first one loaded runs. Give the other an id of its own, or load only one of them.',
  },
  RUL010: {
    title: 'a key that no rule has',
    explanation:
      'Nothing reads the key, which most often is a misspelt one. It is kept when the rule is saved, and the rule runs without it.',
  },
  RUL011: {
    title: 'a key that every such rule needs',
    explanation: 'The rule cannot run without it, and there is no value that could be assumed.',
  },
  RUL012: {
    title: 'a value that its key cannot have',
    explanation:
      'Each key takes one kind of value: a text, a number within bounds, a list, one of a few words. The message names what is expected and what was found.',
  },
  RUL013: {
    title: 'a language that the rule type does not speak',
    explanation:
      'The type of a rule decides the language of its query: `eql` rules are written in EQL, `esql` rules in ES|QL, the others in KQL or Lucene.',
  },
  RUL501: {
    title: 'a look-back shorter than the interval',
    explanation:
      'Each run searches from `from` up to now, and the next run comes an `interval` later: what falls between the two windows is never searched. Look back at least as long as the interval, and some minutes longer for events that arrive late.',
  },
  RUL502: {
    title: 'a sequence longer than the overlap of two runs',
    explanation:
      'A sequence counts when one run sees all of it. Two runs in a row overlap by the look-back less the interval; a sequence that takes longer than this overlap can begin before the window of one run and end after that of the other, and no run sees it whole.',
  },
  RUL503: {
    title: 'a rule for every index',
    explanation:
      'Without index patterns the rule reads the events of every source, also of those it was not written for.',
  },
  RUL504: {
    title: 'a condition that nothing can meet',
    explanation:
      'Two conditions that must both hold exclude each other: one asks for what the other rules out, as in `a == null and a : "x*"` or `a : "x*" and not a : ("x*", "y*")`. Or one asks for what its field cannot hold, as `source.ip == "10.1.2"`. The rule, the step or the side of an `or` never comes true. Two values of one field (`a == "x" and a == "y"`) are no such case, as a field may hold both.',
  },
  RUL505: {
    title: 'a rule that adds nothing to another',
    explanation:
      'Every event that this rule alerts on meets the conditions of the other rule too, which reads the same indices and calls it at least as severe: each catch makes two alerts. Only what follows from the conditions themselves is found, so that where this is said it is so. `tripline check` compares all the rules it is given.',
  },
  RUL506: {
    title: 'a field that no index of the rule has',
    explanation:
      "Fields such as `okta.*` or `winlog.*` are written by the integration they are named for. The rule reads only indices of others, so the field is missing in every event, and a condition on it never holds. This is said only where all of the rule's index patterns are well known, and not for a field that `--schema` names.",
  },
  RUL507: {
    title: 'patterns that no index helps to find',
    explanation:
      'Beside conditions that a large part of all events meets (category, type, operating system), the only thing that selects the events is a list of patterns that all begin with `*`, and one of them holds no text of three characters or more, such as `"*$"`. Every value of the field has to be read. Patterns such as `"*\\\\Run\\\\*"` are looked up by their text here, if not in every store, and are not told. `tripline profile` tells what a rule costs.',
  },
  RUL508: {
    title: 'a severity and a risk score that disagree',
    explanation:
      "Alerts are sorted by either of them. The bands are those of Elastic's rules: low up to 21, medium up to 47, high up to 73, critical above.",
  },
  RUL509: {
    title: 'tactics that disagree',
    explanation:
      'People search rules by their tags `Tactic: …`, and matrices are drawn from `threat`. A tag whose tactic is not in `threat` promises what the matrix does not show, and an id beside the name of another tactic is found in the wrong place. A tactic without a tag is left alone, as are rules that map to nothing.',
  },
  RUL510: {
    title: 'a silenced warning that does not exist',
    explanation:
      'The list `allow` under `meta.tripline` of a rule names the codes of warnings that are not to be told about it, such as `RUL508`. Errors cannot be silenced.',
  },
  RUL901: {
    title: 'a type of rule that does not run yet',
    explanation: 'The rule was read and is kept, but this version has nothing that runs rules of its type.',
    unsupported: true,
  },
  // RUL902 was for rules with suppression or filters, which run now.
  RUL903: {
    title: 'a filter that does not run yet',
    explanation:
      'A filter beside the query holds a clause or an option of the query DSL that this version does not apply. Run are `bool`, `match_all`, `match_none`, `constant_score`, `nested`, `exists`, `term`, `terms`, `match`, `match_phrase`, `prefix`, `wildcard`, `regexp` and `range`. Without its filters the rule would alert on more than it says, so it does not run at all.',
    unsupported: true,
  },
  RUL904: {
    title: 'a query language that does not run yet',
    explanation:
      'Queries of `query`, `threshold`, `new_terms` and `threat_match` rules run in KQL. Lucene is read and kept, and nothing here runs it.',
    unsupported: true,
  },
} as const;

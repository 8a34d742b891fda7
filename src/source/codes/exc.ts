export const excCodes = {
  EXC001: {
    title: 'exceptions that cannot be read',
    explanation:
      'The file that `--exceptions` names is absent, closed to this user or no text. Nothing is run, as the alerts would not be those that were agreed on.',
  },
  EXC002: {
    title: 'a line of an export that is not JSON',
    explanation:
      'Elastic exports exception lists as NDJSON: an object for each list and each item, a line each. The lines that can be read are used.',
  },
  EXC003: {
    title: 'no exception item',
    explanation:
      'The file is read, but none of its objects is an exception item, which has a `list_id` and `entries`. An export of rules holds the items of their lists only if it was made with them.',
  },
  EXC010: {
    title: 'an exception item that says what no item can',
    explanation:
      'An item has a `list_id` and at least one entry; an entry has a `field`, an `operator` (`included` or `excluded`) and a `type`, and what its type needs: `match` a value, `match_any` a list of them, `wildcard` a pattern, `list` the id and type of a value list, `nested` entries of its own. A faulty item is left out whole: applied in part it would except more than it says.',
  },
  EXC011: {
    title: 'an exception item read twice',
    explanation: 'Two items of one list have the same `item_id`. The first one counts.',
  },
  EXC012: {
    title: 'an exception list that no rule names',
    explanation:
      'Exceptions apply to the rules whose `exceptions_list` names their list. None of the rules that run does, so that the items of this list change nothing.',
  },
  EXC013: {
    title: 'a value list that is not there',
    explanation:
      'An entry of type `list` looks a field up in a value list, which exports do not hold. Without it the item would except everything or nothing; it is not applied, so that no alert is lost.',
  },
  EXC014: {
    title: 'a value list of a type that is not looked into',
    explanation:
      'Elastic has some twenty types of value lists, of which exceptions use four: keyword, text, ip and ip_range. An item that looks into any other list is not applied.',
  },
  EXC015: {
    title: 'an exception that silences a whole rule',
    explanation:
      'The item holds of every event that some step of the rule accepts, so that the rule can never alert. What is told is always so; items that look into value lists or have nested entries are not examined.',
  },
  EXC101: {
    title: 'a value list that cannot be read',
    explanation:
      'The file that `--value-list` names is absent or closed to this user. Nothing is run, as the alerts would not be those that were agreed on.',
  },
  EXC102: {
    title: 'a line that is no value of its list',
    explanation:
      'A value list has a value on each line; in lists of addresses, lines that begin with `#` are comments. A line that is no value of the type of the list is passed over and counted.',
  },
  EXC103: {
    title: 'a value list that nobody asks for',
    explanation: 'No exception item that was read has an entry of type `list` with this id.',
  },
} as const;

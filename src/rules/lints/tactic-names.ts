/** The tactics of ATT&CK for enterprises; version 19 gave one of them another name. */
export const tacticNames: { readonly [id: string]: readonly string[] } = {
  TA0001: ['Initial Access'],
  TA0002: ['Execution'],
  TA0003: ['Persistence'],
  TA0004: ['Privilege Escalation'],
  TA0005: ['Defense Evasion', 'Stealth'],
  TA0006: ['Credential Access'],
  TA0007: ['Discovery'],
  TA0008: ['Lateral Movement'],
  TA0009: ['Collection'],
  TA0010: ['Exfiltration'],
  TA0011: ['Command and Control'],
  TA0040: ['Impact'],
  TA0042: ['Resource Development'],
  TA0043: ['Reconnaissance'],
};

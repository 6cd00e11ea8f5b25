/** What makes two spellings the same address. Providers' own rules (dots, plus signs) are not ours to know. */
export function canonicalEmail(email: string): string {
  return email.normalize('NFC').toLowerCase().normalize('NFC');
}

const en = {
  bank: 'Harbour Bank',
  nav: 'Main',
  accounts: 'Accounts',
  mortgages: 'Mortgages',
  savings: 'Savings',
  help: 'Help',
  title: 'A home rate you can plan around',
  lead: 'Fix your rate for two, five or ten years. Decide in one conversation, with a person who has read your file.',
  more: 'See today’s rates',
  two: 'two years',
  five: 'five years',
  ten: 'ten years',
  greeting: 'Questions about a mortgage? Ask an adviser, by chat or face to face.',
} as const;

export default en;

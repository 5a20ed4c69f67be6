import type { MatchPerson } from '../../shared/matching/person-fields.ts';
import type { FebrlRow } from '../../test/fixtures/people/febrl-reader.ts';

/** What a FEBRL row says of a person; its identity number (`soc_sec_id`) is left out on purpose. */
export function febrlPerson(row: FebrlRow): MatchPerson {
  const cell = (column: string): string => row.get(column) ?? '';
  return {
    givenName: cell('given_name'),
    familyName: cell('surname'),
    birthDate: cell('date_of_birth'),
    streetNumber: cell('street_number'),
    addressLine1: cell('address_1'),
    addressLine2: cell('address_2'),
    locality: cell('suburb'),
    postcode: cell('postcode'),
    region: cell('state'),
  };
}

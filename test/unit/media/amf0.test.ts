import fc from 'fast-check';
import { decodeAmf0, encodeAmf0, isAmf0Object, type Amf0Value } from '../../../server/src/media/amf0';
import { FormatError } from '../../../server/src/media/format-error';

/** Objects come back without a prototype; for comparison they get one. */
const plain = (value: Amf0Value): unknown =>
  Array.isArray(value) ? value.map(plain) : isAmf0Object(value) ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)])) : value;

test('values of every kind come back as they were written', () => {
  const values: Amf0Value[] = ['connect', 1, true, false, null, undefined, { app: 'live', nested: { list: [1, 'two', null] } }, 'x'.repeat(70_000), 'Größe 中文 😀'];
  expect(decodeAmf0(encodeAmf0(...values)).map(plain)).toEqual(values);
});

test('any text and number come back', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.double(), (text, number) => {
    expect(decodeAmf0(encodeAmf0(text, number))).toEqual([text, number]);
  }), { numRuns: 100 });
});

test('associative arrays, typed objects and dates of other encoders are read', () => {
  expect(decodeAmf0(Buffer.from('08000000010001610100000009', 'hex')).map(plain)).toEqual([{ a: false }]);
  expect(decodeAmf0(Buffer.from('10000143000162010100' + '0009', 'hex')).map(plain)).toEqual([{ b: true }]);
  expect(decodeAmf0(Buffer.from('0b42000000000000000000', 'hex'))).toEqual([8_589_934_592]);
});

test('__proto__ is a key like any other', () => {
  const [value] = decodeAmf0(encodeAmf0(JSON.parse('{"__proto__": 1}') as Amf0Value));
  expect(isAmf0Object(value) && Object.keys(value)).toEqual(['__proto__']);
});

test.each([
  ['a cut number', '0000'], ['a cut string', '02000561'], ['a cut object', '03000161'], ['AMF3', '11'], ['an object that nests too deep', '03000161'.repeat(9) + '05'],
  ['a list that claims to be long', '0affffffff' + '05'.repeat(600)],
])('%s is refused', (_what, bytes) => {
  expect(() => decodeAmf0(Buffer.from(bytes, 'hex'))).toThrow(FormatError);
});

test('foreign bytes give values or a format error, nothing else', () => {
  const bytes = fc.array(fc.oneof(fc.constantFrom(0, 1, 2, 3, 5, 8, 9, 10), fc.nat(255)), { maxLength: 60 });
  fc.assert(fc.property(bytes, (list) => {
    try {
      decodeAmf0(Buffer.from(list));
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
    }
  }), { numRuns: 500 });
});

import { PEOPLE } from './people';

/** So many lines has WeChat's sheet. */
const SHEET_LINES = 6;

/** Asks the user for one of the people of the demo who are not in the call. Nobody is left, or the sheet is closed: no one. */
export function pickPeople(present: readonly string[]): Promise<readonly string[]> {
  const others = PEOPLE.filter(({ account }) => !present.includes(account)).slice(0, SHEET_LINES);
  if (others.length === 0) return Promise.resolve([]);
  return new Promise((resolve) => {
    wx.showActionSheet({
      itemList: others.map(({ name }) => name),
      success: ({ tapIndex }) => resolve(others.slice(tapIndex, tapIndex + 1).map(({ account }) => account)),
      fail: () => resolve([]),
    });
  });
}

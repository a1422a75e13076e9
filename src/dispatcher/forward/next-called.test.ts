import { expect, test } from "vitest";
import { A, DeskHall, MINUTE, W } from "../testing/desk-hall.ts";
import { modelOf } from "./model.ts";
import { nextCalled } from "./next-called.ts";

/** Windows 1 and 2 serve since `sinceOne` and `sinceTwo` minutes, two more people wait. */
function busyHall(sinceOne: number, sinceTwo: number) {
  const hall = new DeskHall();
  hall.open(1, 2);
  const start = (n: number) => {
    hall.issue(A);
    hall.next(n);
    hall.do({ type: "start", window: W(n) });
  };
  start(1);
  hall.wait((sinceOne - sinceTwo) * MINUTE);
  start(2);
  hall.wait(sinceTwo * MINUTE);
  const line = [hall.issue(A), hall.issue(A)];
  const model = modelOf(hall.state, hall.at, () => []);
  const called = (futures: number, sure: number, asked = [0, 1]) =>
    Object.fromEntries(
      [...nextCalled(model, new Set(asked), { futures, sure })].map(([w, { person }]) => [
        model.windows[w]?.id,
        model.people[person]?.ticket,
      ]),
    );
  return { hall, line, model, called };
}

test("the window that will surely be free first calls the first, the other the second", () => {
  const { line, called } = busyHall(7.5, 0);
  expect(called(16, 9)).toEqual({ [W(1)]: line[0], [W(2)]: line[1] });
});

test("a window whose next person is anybody's guess is left out when surer is asked for", () => {
  const { called } = busyHall(2, 2);
  expect(Object.keys(called(16, 5))).toHaveLength(2);
  expect(called(16, 15)).toEqual({});
});

test("only the windows asked about are answered, and the same model gives the same answer", () => {
  const { called } = busyHall(6, 1);
  expect(Object.keys(called(16, 6, [1]))).toEqual([W(2)]);
  expect(called(16, 6)).toEqual(called(16, 6));
});

test("whoever is told a window already is nobody's next: the one behind is", () => {
  const { line, model } = busyHall(6, 1);
  const [first, second] = model.people.map((_, i) => i);
  expect([first, second].map((i) => model.people[i ?? -1]?.ticket)).toEqual(line);
  const held = model.windows.map((w, i) => (i === 0 ? { ...w, held: [first as number] } : w));
  const found = nextCalled({ ...model, windows: held, lanes: [[second as number]] }, new Set([0, 1]), {
    futures: 16,
    sure: 6,
  });
  expect([...found.values()].map(({ person }) => person)).toContain(second);
  expect([...found.values()].map(({ person }) => person)).not.toContain(first);
});

test("when it will be is told as the mean of those futures", () => {
  const { hall, model } = busyHall(6, 1);
  const found = nextCalled(model, new Set([0]), { futures: 16, sure: 6 });
  const minutes = ((found.get(0)?.at ?? 0) - hall.at) / MINUTE;
  expect(minutes).toBeGreaterThan(0.2);
  expect(minutes).toBeLessThan(8);
});

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""chaos.py CHAOSPERSON [SERVER…]: two Kontors and vdirsyncer share a calendar and an address book on real servers.

By chance, and the same way for the same seed, they create, change and delete, are offline, are killed, and lose their
server. Each writes unique marks into fields of its own of objects that nobody deletes. In the end all see the same, and
every mark whose writing was acknowledged is there, or in a change that is reported as refused.

KONTOR_CHAOS_MINUTES: for all servers together (1). KONTOR_CHAOS_SEED: of an earlier run. The folder of a failed run stays.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from chaosparts import Person, Server, Vdir, lines_of, merge, seeds, unfolded  # noqa: E402

WORKPLACE = Path(__file__).resolve().parents[1] / "workplace/workplace"
SERVERS = ("radicale", "cyrus", "xandikos")
RULES = ("", "", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=12", "FREQ=MONTHLY;COUNT=6")


class Chaos:
    """One server and the three who share it."""

    def __init__(self, folder, server, person, seed, say):
        self.chance = random.Random(f"{seed} {server.name}")
        self.folder, self.server, self.program, self.say = folder, server, person, say
        self.marks = []             # (who, uid, mark)
        self.created = {}           # uid: who
        self.doomed = set()         # uids that somebody wanted to delete or tear apart
        self.count = 0
        self.steps = 0
        self.kills = self.restarts = 0
        self.offline = {}           # who: until which step
        server.make_collections()
        self.everlasting = seeds()
        for seed_object in self.everlasting:
            server.put(seed_object)
        self.people = {who: Person(who, self.program, folder, server, self.note) for who in "AB"}
        self.vdir = Vdir(folder, server, self.note)
        self.sync_all()

    def note(self, text):
        with open(self.folder / "log", "a") as log:
            log.write(f"{self.steps:5} {time.monotonic():.2f} {text}\n")

    def mark(self, who):
        self.count += 1
        return f" {who}{self.count:05d}."

    # ---------------------------------------------------------------- what happens

    def run(self, seconds):
        end = time.monotonic() + seconds
        deeds = [(self.edit_lasting, 40), (self.edit_instance, 22), (self.create, 14), (self.edit_passing, 10), (self.remove, 8),
                 (self.sync_one, 26), (self.sync_all, 6), (self.go_offline, 3), (self.kill, 5), (self.restart_server, 1)]
        while time.monotonic() < end:
            self.steps += 1
            self.chance.choices([deed for deed, _ in deeds], [weight for _, weight in deeds])[0]()

    def edit_lasting(self):
        """A mark into one's own field of an object that stays: all fields of one object are written by somebody."""
        who = self.chance.choice("ABV")
        target = self.chance.choice(self.everlasting)
        mark = self.mark(who)
        if who == "V":
            done = self.vdir.append(target, mark)
        elif target.is_card:
            done = self.people[who].do({"do": "editCard", "uid": target.uid, "field": "note" if who == "A" else "title", "append": mark})
        else:
            done = self.people[who].do({"do": "editEvent", "uid": target.uid, "field": "location" if who == "A" else "description", "append": mark,
                                        "scope": "all", "recurrence": target.recurrence(30)})     # one that nobody changes alone
        self.remember(who, target.uid, mark, done)

    def edit_instance(self):
        """A mark into an instance of a series that is one's own: every third of them."""
        who = self.chance.choice("ABV")
        target = self.chance.choice([one for one in self.everlasting if one.is_series])
        number = 3 * self.chance.randrange(8) + "ABV".index(who)
        mark = self.mark(who)
        if who == "V":
            done = self.vdir.append_to_instance(target, number, mark)
        else:
            done = self.people[who].do({"do": "editEvent", "uid": target.uid, "field": "summary", "append": mark, "scope": "this",
                                        "recurrence": target.recurrence(number)})
        self.remember(who, target.uid, mark, done)

    def remember(self, who, uid, mark, done):
        if done:
            self.marks.append((who, uid, mark.strip()))

    def create(self):
        who = self.chance.choice("ABV")
        self.count += 1
        name = f"{who}{self.count:05d}"
        is_card = self.chance.random() < 0.35
        if who == "V":
            uid = self.vdir.create(f"passing-{name}", is_card, self.chance.choice(RULES))
        else:
            order = ({"do": "newCard", "collection": "chaosbook", "name": name} if is_card else
                     {"do": "newEvent", "collection": "chaos", "summary": name, "rule": self.chance.choice(RULES),
                      "start": f"2033-0{self.chance.randint(1, 9)}-1{self.chance.randint(0, 9)}T{self.chance.randint(10, 18)}:00:00Z"})
            answer = self.people[who].do(order)
            uid = answer and answer.get("uid")
        if uid:
            self.created[uid] = (who, is_card)

    def passing(self):
        return self.chance.choice(sorted(self.created.items())) if self.created else (None, (None, None))

    def edit_passing(self):
        """A change of what others change or delete at the same time: nobody promises who wins, but all agree in the end."""
        uid, (_, is_card) = self.passing()
        who = self.chance.choice("ABV")
        if not uid:
            return
        mark = self.mark(who)
        if who == "V":
            self.vdir.touch(uid, mark, is_card)
        elif is_card:
            self.people[who].do({"do": "editCard", "uid": uid, "field": "note", "append": mark})
        else:
            scope = self.chance.choice(["all", "this", "following"])
            if scope == "following":
                self.doomed.add(uid)
            self.people[who].do({"do": "editEvent", "uid": uid, "field": "summary", "append": mark, "scope": scope, "recurrence": self.people[who].instance(uid, self.chance)})

    def remove(self):
        uid, (_, is_card) = self.passing()
        who = self.chance.choice("ABV")
        if not uid:
            return
        self.doomed.add(uid)
        if who == "V":
            self.vdir.remove(uid, is_card)
        elif is_card:
            self.people[who].do({"do": "removeCard", "uid": uid})
        else:
            scope = self.chance.choice(["all", "all", "this", "following"])
            self.people[who].do({"do": "removeEvent", "uid": uid, "scope": scope, "recurrence": self.people[who].instance(uid, self.chance)})

    def is_online(self, who):
        return self.steps >= self.offline.get(who, 0)

    def sync_one(self):
        who = self.chance.choice("ABV")
        if not self.is_online(who):
            return
        if who == "V":
            self.vdir.sync()
        else:
            self.people[who].do({"do": "round"})

    def sync_all(self):
        """All at the same time."""
        online = [who for who in "ABV" if self.is_online(who)]
        other = self.vdir.begin() if "V" in online else None
        for who in online:
            if who != "V":
                self.people[who].send({"do": "round"})
        for who in online:
            if who != "V":
                self.people[who].receive()
        if other:
            self.vdir.end(other)

    def go_offline(self):
        self.offline[self.chance.choice("ABV")] = self.steps + self.chance.randint(5, 30)

    def kill(self):
        """Kontor ends without a word, often in the middle of a round; what it had acknowledged counts."""
        who = self.chance.choice("AB")
        person = self.people[who]
        if self.is_online(who) and self.chance.random() < 0.8:
            person.send({"do": "round"})
            time.sleep(self.chance.random() ** 2 * 0.6)
        person.kill()
        person.start()
        self.kills += 1

    def restart_server(self):
        self.server.stop()
        for who in "AB":
            if self.chance.random() < 0.5:
                self.people[who].do({"do": "round"})
        self.server.start()
        self.restarts += 1

    # ---------------------------------------------------------------- what must be true in the end

    def settle(self):
        self.offline.clear()
        last = None
        for _ in range(60):
            self.steps += 1
            is_fine = [not (person.do({"do": "round"}) or {"error": "died"}).get("error") for person in self.people.values()]
            is_fine.append(self.vdir.sync())
            waiting = sum(len(waiting_for_the_server(person.changes())) for person in self.people.values())
            now = (self.server.etags(), waiting)
            if all(is_fine) and now == last and not waiting:
                return []
            last = now
            time.sleep(0.3)
        return [f"does not come to rest: rounds {is_fine}, {waiting} changes wait: "
                + "; ".join(f"{who} {change['kind']} {change['error']}" for who, person in self.people.items() for change in person.changes()) + self.vdir.said]

    def judge(self):
        """Sentences about what is wrong."""
        wrong = self.settle()
        served = self.server.objects()                      # href: text
        texts = {}
        for href, text in served.items():
            uid = next((line.partition(":")[2].removeprefix("urn:uuid:") for line in lines_of(text) if line.startswith("UID:")), "")
            if uid in texts:
                wrong.append(f"the server has two objects of UID {uid}")
            texts[uid] = unfolded(text)
            instances = [line.rpartition(":")[2] for line in lines_of(text) if line.startswith("RECURRENCE-ID")]
            if len(instances) != len(set(instances)):
                wrong.append(f"{href} has an instance twice")
        refused = {who: " ".join(change["bytes"] + change["arguments"] for change in person.changes() if change["state"] in (2, 3)) for who, person in self.people.items()}
        reported = undone = 0
        taken_back = self.server.taken_back()
        for who, uid, mark in self.marks:
            if mark not in texts.get(uid, ""):
                if mark in refused.get(who, ""):
                    reported += 1
                elif any(mark in before and mark not in after for before, after in taken_back):
                    undone += 1
                    self.note(f"the server took back {who}'s mark {mark} in {uid}")
                else:
                    wrong.append(f"{who}'s mark {mark} in {uid} is lost")
        for uid, (who, _) in self.created.items():
            if uid not in self.doomed and uid not in texts and uid not in refused.get(who, "") and not any(uid in before and not after for before, after in taken_back):
                wrong.append(f"{who}'s new object {uid} is not there")
        for lasting in self.everlasting:
            for kept in lasting.kept:
                if kept not in texts.get(lasting.uid, ""):
                    wrong.append(f"{lasting.uid} has lost what nobody touched: {kept}")
        for who, person in self.people.items():
            wrong += [f"{who} {what}" for what in differences(served, person.objects())]
            wrong += [f"{who} {what}" for what in person.trouble]
        wrong += [f"V {what}" for what in self.vdir.differences(served)]
        self.say(f"{self.server.name}: {self.steps} steps, {len(self.marks)} marks ({reported} in refused changes, {undone} taken back by the server itself), {len(self.created)} more objects, "
                 f"{self.kills} kills, {self.restarts} restarts, {len(served)} objects in the end: {'fine' if not wrong else 'WRONG'}")
        return wrong

    def end(self):
        for person in self.people.values():
            person.kill()


def waiting_for_the_server(changes):
    """Not those behind one that waits for a decision."""
    undecided = {change["item"] for change in changes if change["state"] in (2, 3) and change["item"]}
    return [change for change in changes if change["state"] in (0, 1) and change["item"] not in undecided]


def differences(served, ours):
    for href in sorted(served.keys() | ours.keys()):
        if href not in ours:
            yield f"does not have {href}"
        elif href not in served:
            yield f"still has {href}"
        elif served[href].replace("\r\n", "\n").strip() != ours[href].replace("\r\n", "\n").strip():
            yield f"has another {href}"


def main():
    if sys.argv[1:2] == ["--merge"]:
        return merge(Path(sys.argv[2]), Path(sys.argv[3]))
    person, names = Path(sys.argv[1]), sys.argv[2:] or SERVERS
    seed = os.environ.get("KONTOR_CHAOS_SEED") or str(random.randrange(10**6))
    seconds = float(os.environ.get("KONTOR_CHAOS_MINUTES") or 1) * 60 / len(names)

    def say(text):
        print(f"chaos: {text}", flush=True)

    say(f"seed {seed}, {seconds:.0f} s on each of {', '.join(names)}")
    folder = Path(tempfile.mkdtemp(prefix="kontor-chaos-"))
    subprocess.run([WORKPLACE, "start", "--dir", folder / "w", "--until", str(os.getpid()), "--dav", *names], check=True, stdout=subprocess.DEVNULL)
    wrong = []
    try:
        for name in names:
            (folder / name).mkdir()
            chaos = Chaos(folder / name, Server(name, folder / "w", WORKPLACE), person, seed, say)
            try:
                chaos.run(seconds)
                found = chaos.judge()
                wrong += [f"{name}: {sentence}" for sentence in found]
            finally:
                chaos.end()
    finally:
        subprocess.run([WORKPLACE, "stop", folder / "w"], check=False)
    for sentence in wrong[:60]:
        say(sentence)
    if wrong:
        say(f"{len(wrong)} things are wrong; again with KONTOR_CHAOS_SEED={seed}; what happened stands in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures, their units and targets, and how they are printed: one line each, for people and scripts."""

import os
import statistics
import sys

# name: (unit, comparison, target)
FIGURES = {
    # The server's side of the bargain: as fast as the field's best, in the same run on the same machine.
    "mail/first-sync": ("of-mbsync", "<=", 1.0),
    "mail/first-sync-headers": ("messages/s", ">=", 2500),
    "mail/first-sync-over-floor": ("of-raw-protocol", "<=", 8.0),
    "mail/second-sync": ("of-mbsync", "<=", 0.5),
    "mail/news-shown": ("ms", "<=", 1000),
    # The user's side: with 100,000 messages in the cache. Medians.
    "mail/start": ("ms", "<=", 800),
    "mail/open-folder": ("ms", "<=", 100),
    "mail/open-folder-complete": ("ms", "<=", 1000),
    "mail/next-message": ("ms", "<=", 30),
    "mail/search": ("ms", "<=", 50),
    "mail/search-slowest": ("ms", "<=", 150),
    "mail/memory": ("MB", "<=", 250),
    # 10,000 events and 5,000 contacts, in the same run on the same machine.
    "dav/first-sync": ("of-vdirsyncer", "<=", 0.25),
    "dav/second-sync": ("of-vdirsyncer", "<=", 0.25),
    # 10,000 events, 5,000 instances of series in a month; from the cache.
    "calendar/objects": ("objects/s", ">=", 1500),
    "calendar/month": ("ms", "<=", 50),
    "calendar/next-month": ("ms", "<=", 10),
    "calendar/far-month": ("ms", "<=", 3000),
    "calendar/agenda-turn": ("ms", "<=", 16),
    "calendar/agenda-turn-worst": ("ms", "<=", 16),
    # Files: the faster peer at each server, in the same run on the same machine; seconds and memory are of Kontor alone.
    **{f"files/small-{way}-{server}": ("of-faster-peer", "<=", 0.8) for way in ("upload", "download") for server in ("apache", "lighttpd", "rclone", "cloud")},
    **{f"files/large-{way}-{server}": ("of-faster-peer", "<=", 1.1) for way in ("upload", "download") for server in ("apache", "lighttpd", "rclone", "cloud")},
    "files/list-first-apache": ("s", "<=", 3),
    "files/list-first-cloud": ("s", "<=", 3),
    "files/list-cached": ("ms", "<=", 100),
    "files/search-few": ("ms", "<=", 100),
    "files/search-all": ("ms", "<=", 100),
    "files/memory": ("MB", "<=", 150),
    # 500 rooms with 200,000 events; from the cache, without network. "open": store, list of rooms and the last room.
    "chat/events": ("events/s", ">=", 5000),
    "chat/open": ("ms", "<=", 800),
    "chat/switch": ("ms", "<=", 50),
    "chat/switch-slowest": ("ms", "<=", 150),
    "chat/search": ("ms", "<=", 50),
    "chat/search-slowest": ("ms", "<=", 150),
    "chat/news-turn": ("ms", "<=", 16),
    "chat/news-turn-worst": ("ms", "<=", 16),
    "chat/memory": ("MB", "<=", 300),
    # The store alone.
    "store/rows": ("rows/s", ">=", 30000),
    "store/list-ids": ("ms", "<=", 50),
    "store/blobs-written": ("MB/s", ">=", 20),
    "store/blob-read": ("ms", "<=", 1),
    "store/search-words": ("messages/s", ">=", 1500),
}


def count(usual):
    """How many messages or events: $KONTOR_BENCH_COUNT for a quick look, which proves nothing."""
    return int(os.environ.get("KONTOR_BENCH_COUNT") or usual)


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def judge(name, value):
    unit, comparison, target = FIGURES[name]
    fine = value <= target if comparison == "<=" else value >= target
    number = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    print(f"{name} {number} {unit} target {comparison} {target:g} {'ok' if fine else 'missed'}", flush=True)
    return fine


def median(values):
    return statistics.median(values)

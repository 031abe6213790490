# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at one window the way EN 301 549 (chapter 11, WCAG in brackets) asks for. Every finding is a sentence.

What belongs to a finding and cannot be mended in Kontor is listed by the caller with its reason, not here."""

import dataclasses

from gi.repository import GLib

from .program import active_title, press
from .screen import Picture, text_contrast
from .tree import FocusLog, Node, Relation, Role, State, container_or_self, walk

BUTTON = getattr(Role, "BUTTON", Role.PUSH_BUTTON)
BUTTONS = {BUTTON, Role.PUSH_BUTTON, Role.TOGGLE_BUTTON, Role.CHECK_BOX, Role.RADIO_BUTTON}
INPUTS = {Role.ENTRY, Role.PASSWORD_TEXT, Role.COMBO_BOX, Role.SPIN_BUTTON, Role.TEXT, Role.SLIDER}
VIEWS = {Role.LIST, Role.LIST_BOX, Role.TREE, Role.TABLE, Role.TREE_TABLE}
ROWS = {Role.LIST_ITEM, Role.TREE_ITEM, Role.TABLE_CELL, Role.TABLE_ROW}
BY_ARROWS = {Role.MENU_ITEM, Role.CHECK_MENU_ITEM, Role.RADIO_MENU_ITEM, Role.MENU, Role.PAGE_TAB, Role.MENU_BAR}
INTERACTIVE = BUTTONS | INPUTS | VIEWS | BY_ARROWS | {Role.LINK}
WRITTEN = BUTTONS | ROWS | {Role.LABEL, Role.PAGE_TAB, Role.TABLE_COLUMN_HEADER, Role.MENU_ITEM, Role.MENU}
TABS_AT_MOST = 80


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something that keeps people out."""
    rule: str
    clause: str
    where: str
    message: str

    def __str__(self):
        return f"{self.rule}: {self.where}: {self.message} [{self.clause}]"


class Audit:
    """One window, looked at once: tree, pixels, and a walk with the Tab key."""

    def __init__(self, window, extra_keys=("F6",)):
        self.window, self.extra_keys = window, extra_keys
        self.findings, self.order = [], []
        self.nodes = walk(window)
        self.shown = [node for node in self.nodes if node.is_(State.SHOWING) and not self._in_closed_popup(node)]

    def colours(self):
        """What can be different with other colours. Who has looked at the rest need not do it again."""
        self._names()
        self._contrast(Picture())
        return self.findings

    def run(self):
        self._names()
        self._labels_and_interfaces()
        picture = Picture()
        self._contrast(picture)
        self._fits(picture)
        self._tab_walk()
        return self.findings

    def _found(self, rule, clause, node, message):
        finding = Finding(rule, clause, str(node) if node else "window", message)
        if finding not in self.findings:
            self.findings.append(finding)

    @staticmethod
    def _in_closed_popup(node):
        above = node.parent
        while above is not None:
            if above.role == Role.COMBO_BOX or not above.is_(State.SHOWING) and above.role != Role.APPLICATION:
                return True
            above = above.parent
        return False

    # -- the tree

    def _names(self):
        seen = {}
        for node in self.shown:
            # A frame that hands the focus on to what is inside it, and an empty label, are nothing to name.
            focusable = node.is_(State.FOCUSABLE) and not _hands_on(node) and not (node.role == Role.LABEL and not node.name)
            if (focusable or node.role in INTERACTIVE - {Role.MENU_BAR}) and not node.name and node.role not in ROWS and Relation.LABELLED_BY not in node.relations:
                self._found("name", "11.5.2.5 (4.1.2)", node, "has no name")
            if node.role in ROWS and not node.name and node.children == []:
                self._found("name", "11.5.2.5 (4.1.2)", node, "is a row without words")
            if focusable and node.role in {Role.FILLER, Role.PANEL, Role.UNKNOWN, Role.INVALID, Role.LAYERED_PANE}:
                self._found("role", "11.5.2.5 (4.1.2)", node, f"takes the focus, but is only a {node.role_name}")
            # Beside or inside something with a name it is decoration.
            if node.role in {Role.IMAGE, Role.ICON} and not node.name and not (node.parent and node.parent.name):
                self._found("image", "11.1.1.1 (1.1.1)", node, "is a picture without a name")
            if focusable and node.is_(State.ENABLED) and node.name and node.role not in ROWS | BY_ARROWS | {Role.COMBO_BOX}:
                seen.setdefault((id(node.parent), node.role, node.name), []).append(node)
        for same in seen.values():
            if len(same) > 1:
                self._found("same-name", "11.5.2.5 (2.4.6)", same[0], f"{len(same)} neighbours are called like that")

    def _labels_and_interfaces(self):
        for node in self.shown:
            if node.role == Role.COMBO_BOX and Relation.LABELLED_BY not in node.relations:
                self._found("label", "11.3.3.2 (3.3.2)", node, "is named by its value only: it needs a label")
            if node.role in {Role.ENTRY, Role.TEXT, Role.PASSWORD_TEXT} and node.is_(State.FOCUSABLE) and "Text" not in node.interfaces:
                self._found("text", "11.5.2.10", node, "does not tell its text")
            if node.role in BUTTONS and node.is_(State.ENABLED) and "Action" not in node.interfaces:
                self._found("action", "11.5.2.11", node, "cannot be pressed by assistive technology")
            if node.role in {Role.TABLE, Role.TREE_TABLE, Role.TREE} and node.is_(State.FOCUSABLE):
                headers = [child for child in node.children if child.role in {Role.TABLE_COLUMN_HEADER, Role.COLUMN_HEADER}]
                for header in headers:
                    if not header.name:
                        self._found("header", "11.5.2.6 (1.3.1)", header, "is a column without a name")

    # -- the pixels

    def _contrast(self, picture):
        for node in self.shown:
            if node.role not in WRITTEN or not node.name or not node.rectangle or not node.is_(State.ENABLED) or not picture.inside(node.rectangle):
                continue
            if node.children and node.role not in BUTTONS:
                continue
            if node.role in ROWS and node.rectangle[2] < 40 or not _is_whole(node):
                continue            # room for an ellipsis only, or scrolled half away
            ratio = text_contrast(picture, node.rectangle)
            width, height = node.rectangle[2:]
            if node.role in BUTTONS and width < height * 1.6:       # a picture alone
                if ratio is not None and ratio < 3:
                    self._found("contrast", "11.1.4.11 (1.4.11)", node, f"contrast {ratio:.1f}:1, less than 3:1")
            elif ratio is not None and ratio < 4.5:
                self._found("contrast", "11.1.4.3 (1.4.3)", node, f"contrast {ratio:.1f}:1, less than 4.5:1")

    def _fits(self, picture):
        frame = self.nodes[0] if self.nodes else None
        if frame and frame.rectangle and (frame.rectangle[2] > picture.width or frame.rectangle[3] > picture.height):
            self._found("size", "11.1.4.10 (1.4.10)", frame, f"{frame.rectangle[2]}×{frame.rectangle[3]} does not fit the screen")
        for node in self.shown:
            if node.is_(State.FOCUSABLE, State.ENABLED) and node.role in BUTTONS and node.rectangle:
                width, height = node.rectangle[2:]
                if 0 < width < 20 or 0 < height < 20:
                    self._found("target", "(2.5.8)", node, f"is only {width}×{height} pixels large")
        leaves = [node for node in self.shown if node.role in (BUTTONS | INPUTS | {Role.LABEL}) and not node.children and node.rectangle and node.rectangle[2] > 0]
        for position, one in enumerate(leaves):
            for other in leaves[position + 1:]:
                if one.parent is other.parent and _overlap(one.rectangle, other.rectangle):
                    self._found("overlap", "11.1.4.4 (1.4.4)", one, f"lies over {other}")

    # -- the keyboard

    def _tab_walk(self):
        log = FocusLog()
        try:
            log.listen(0.3)
            reached = self._walk_with("Tab", log)
            for key in self.extra_keys:
                reached |= self._walk_with(key, log, is_tab=False)
        finally:
            log.close()
        menu = {node.name.rstrip("….") for node in self.nodes if node.role in BY_ARROWS}
        chosen = any(key[0] == "radio button" for key in reached)       # the arrows lead to the other choices
        for node in self.shown:
            if not node.is_(State.ENABLED) or node.role in BY_ARROWS | ROWS or (node.role == Role.RADIO_BUTTON and chosen):
                continue
            if node.role in BUTTONS and not node.is_(State.FOCUSABLE) and node.name.rstrip("….") not in menu:
                self._found("keyboard", "11.2.1.1 (2.1.1)", node, "takes no focus and has no twin in the menus")
            if node.is_(State.FOCUSABLE) and node.role in INTERACTIVE and node.key not in reached and node.name.rstrip("….") not in menu:
                self._found("keyboard", "11.2.1.1 (2.1.1)", node, "is not reached with " + " or ".join(("Tab", *self.extra_keys)))

    def _walk_with(self, key, log, is_tab=True):
        """Presses the key until the focus comes back to where it began; what was reached on the way."""
        holder = next((node for node in reversed(self.shown) if node.is_(State.FOCUSED)), None)
        reached, first, before, row, unchanged = set(), None, None, None, 0
        stops = [node for node in self.shown if node.is_(State.FOCUSABLE, State.ENABLED) and node.role in INTERACTIVE - BY_ARROWS and node.role not in ROWS]
        picture = Picture()
        title = active_title()
        for step in range(TABS_AT_MOST if is_tab else 14):
            if active_title() != title and active_title().partition(" (")[0] != title.partition(" (")[0]:
                self._found("window", "11.3.2.1 (3.2.1)", holder, f"{key} alone led to another window: {active_title()}")
                return reached
            log.sources.clear()
            press(key)
            log.listen(0.6)
            node, inside = self._focused(log)
            node = node or still_focused(holder)
            if node is None:
                if is_tab:
                    self._found("focus", "11.5.2.13 (2.4.3)", holder, f"after it, {key} leads to something that does not say it has the focus")
                holder = None
                continue
            holder = node
            fresh = Picture()
            if node.key == before and inside and inside != row:
                row = inside        # it leads over what is inside; that has to come to an end
                reached.add(node.key)
                continue
            elif node.key == before:
                unchanged += 1
                if len(stops) < 2:
                    return {node.key}
                if is_tab and unchanged == (6 if node.role == Role.SPIN_BUTTON else 3):      # a day is weekday, day, month, year
                    self._found("trap", "11.2.1.2 (2.1.2)", node, "Tab does not lead out of it")
                    return reached
            else:
                unchanged, row = 0, inside
                # Where one can write the caret tells it, and that blinks.
                if node.rectangle and node.key not in reached and is_tab and before is not None and not node.is_(State.EDITABLE):
                    x, y, width, height = node.rectangle
                    if picture.differences(fresh, (x - 4, y - 4, width + 8, height + 8)) < 20:
                        self._found("focus-visible", "11.2.4.7 (2.4.7)", node, "does not show that it has the focus")
            if node.key == first and step > 1:
                return reached
            first = first or node.key
            before, picture = node.key, fresh
            if node.key not in reached:
                self.order.append(str(node))
            reached.add(node.key)
        else:
            if is_tab:
                self._found("cycle", "11.2.1.2 (2.1.2)", None, f"Tab does not come back to the start in {TABS_AT_MOST} steps")
        return reached

    @staticmethod
    def _focused(log):
        """What has the focus now, and if that is a list, the words of the row."""
        for source in reversed(log.sources):
            try:
                node, row = Node(container_or_self(source)), Node(source)
                return node, "" if row.role in VIEWS else row.name
            except GLib.Error:
                continue
        return None, ""


def _hands_on(node):
    """A container that takes the focus only for something inside it (Qt: a focus proxy)."""
    return node.role in {Role.FILLER, Role.PANEL} and any(
        child.is_(State.FOCUSABLE) or child.role == Role.PAGE_TAB_LIST or _hands_on(child) for child in node.children)


def still_focused(node):
    """The same object once more, if the focus has not left it; None otherwise."""
    if node is None:
        return None
    try:
        again = Node(node.accessible)
    except GLib.Error:
        return None
    return again if again.is_(State.FOCUSED) else None


def _is_whole(node):
    """Whether nothing of it lies outside of what it is in."""
    x, y, width, height = node.rectangle
    above = node.parent
    while above is not None and above.rectangle:
        left, top, wide, high = above.rectangle
        if wide and high and (x < left or y < top or x + width > left + wide or y + height > top + high):
            return False
        above = above.parent
    return True


def _overlap(one, other):
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > 3 and down > 3

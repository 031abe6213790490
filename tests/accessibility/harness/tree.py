# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The accessibility tree of a program, as the screen reader sees it. Import only inside a Desktop."""

import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

CHILDREN_AT_MOST = 500
VIEW_CHILDREN_AT_MOST = 60      # of lists and tables: asking for all creates all

Role, State, Relation = Atspi.Role, Atspi.StateType, Atspi.RelationType


def application(pid):
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache_single()
    for position in range(desktop.get_child_count()):
        try:
            child = desktop.get_child_at_index(position)
            if child is not None and child.get_process_id() == pid:
                return child
        except GLib.Error:
            continue
    return None


class Node:
    """One object as it was at one moment."""

    def __init__(self, accessible, parent=None):
        self.accessible, self.parent, self.children = accessible, parent, []
        accessible.clear_cache_single()
        self.name = (accessible.get_name() or "").strip()
        self.role = accessible.get_role()
        self.role_name = accessible.get_role_name()
        self.description = accessible.get_description() or ""
        self.states = set(accessible.get_state_set().get_states())
        self.interfaces = set(accessible.get_interfaces())
        self.id = accessible.get_accessible_id() or ""
        self.relations = {relation.get_relation_type() for relation in accessible.get_relation_set()}
        self.rectangle = None
        if "Component" in self.interfaces:
            extents = accessible.get_extents(Atspi.CoordType.SCREEN)
            self.rectangle = (extents.x, extents.y, extents.width, extents.height)

    def is_(self, *states):
        return all(state in self.states for state in states)

    @property
    def key(self):
        """Names the same object in another walk."""
        return self.role_name, self.id or self.name, self.rectangle if not self.id else None

    def __str__(self):
        path, node = [], self
        while node is not None and len(path) < 4:
            path.append(f'{node.role_name} "{node.name[:30]}"' + (f" ({node.id.rpartition('.')[2]})" if node.id and not path else ""))
            node = node.parent
        return " in ".join(path)


def walk(accessible, parent=None):
    """All objects below one, parents first. What vanishes meanwhile is left out."""
    try:
        node = Node(accessible, parent)
        count = accessible.get_child_count()
    except GLib.Error:
        return []
    nodes = [node]
    if parent is not None:
        parent.children.append(node)
    for position in range(min(count, VIEW_CHILDREN_AT_MOST if node.is_(State.MANAGES_DESCENDANTS) else CHILDREN_AT_MOST)):
        try:
            child = accessible.get_child_at_index(position)
        except GLib.Error:
            continue
        if child is not None:
            nodes += walk(child, node)
    return nodes


def window_of(application_root, title):
    """The window in front with this title."""
    application_root.clear_cache_single()
    found = None
    for position in range(application_root.get_child_count()):
        try:
            window = application_root.get_child_at_index(position)
            if window is None:
                continue
            window.clear_cache_single()
            if title.casefold() in (window.get_name() or "").casefold():
                if window.get_state_set().contains(State.ACTIVE):
                    return window
                found = found or window
        except GLib.Error:
            continue
    return found


class FocusLog:
    """Hears where the focus goes, as a screen reader does."""

    def __init__(self):
        self.sources = []
        self.listener = Atspi.EventListener.new(self._heard)
        self.listener.register("object:state-changed:focused")

    def _heard(self, event, *_):
        if event.detail1 and event.source is not None:
            self.sources.append(event.source)

    def close(self):
        self.listener.deregister("object:state-changed:focused")

    def listen(self, seconds=0.25, quiet=0.12):
        """Takes in events for a while; returns early when the focus has come to rest."""
        context = GLib.MainContext.default()
        end = time.monotonic() + seconds
        heard, last = len(self.sources), time.monotonic()
        while time.monotonic() < end:
            while context.pending():
                context.iteration(False)
            if len(self.sources) != heard:
                heard, last = len(self.sources), time.monotonic()
            if self.sources and time.monotonic() - last > quiet:
                return
            time.sleep(0.01)


def container_or_self(accessible):
    """The list or table for one of its rows or cells; else the object itself."""
    try:
        for ancestor in (accessible, accessible.get_parent()):
            if ancestor is not None and ancestor.get_role() in {Role.LIST, Role.LIST_BOX, Role.TREE, Role.TABLE, Role.TREE_TABLE, Role.PAGE_TAB_LIST}:
                return ancestor
    except GLib.Error:
        pass
    return accessible

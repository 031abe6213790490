// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/focusring.h"

#include <QApplication>

namespace Kontor
{
namespace
{
/// What takes the focus in a part: where it was last, else itself, else its first focusable child.
QWidget *entrance(QWidget *part)
{
    if (auto *last = part->focusWidget(); last && last->isVisibleTo(part) && last->isEnabled() && last->focusPolicy() != Qt::NoFocus) {
        return last;
    }
    if (part->focusPolicy() != Qt::NoFocus || part->focusProxy()) {
        return part;
    }
    const auto children = part->findChildren<QWidget *>();
    for (auto *child : children) {
        if ((child->focusPolicy() & Qt::TabFocus) && child->isVisible() && child->isEnabled()) {
            return child;
        }
    }
    return nullptr;
}
}

FocusRing::FocusRing(QWidget *window, std::function<QList<QWidget *>()> parts)
    : QObject(window)
    , m_window(window)
    , m_parts(std::move(parts))
{
}

void FocusRing::next()
{
    step(1);
}

void FocusRing::previous()
{
    step(-1);
}

void FocusRing::step(int direction)
{
    const auto parts = m_parts();
    if (parts.isEmpty()) {
        return;
    }
    const auto *focus = m_window->focusWidget();
    int current = -1;
    for (int i = 0; i < parts.size(); ++i) {
        if (focus && (focus == parts.at(i) || parts.at(i)->isAncestorOf(focus))) {
            current = i;
        }
    }
    const auto count = int(parts.size());
    const int start = current >= 0 ? current : (direction > 0 ? -1 : 0);
    for (int n = 1; n <= count; ++n) {
        auto *part = parts.at(((start + direction * n) % count + count) % count);
        if (!part->isVisible() || !part->isEnabled()) {
            continue;
        }
        if (auto *target = entrance(part)) {
            target->setFocus(Qt::ShortcutFocusReason);
            return;
        }
    }
}

}

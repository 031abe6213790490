// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/paneactions.h"

#include <KActionCollection>
#include <KConfigGroup>
#include <KSharedConfig>
#include <QAction>

#include <algorithm>

namespace Kontor
{
namespace
{
bool isSingle(const QKeySequence &sequence)
{
    if (sequence.count() != 1 || (sequence[0].keyboardModifiers() & ~Qt::ShiftModifier) != Qt::NoModifier) {
        return false;
    }
    const auto key = sequence[0].key();
    return (key >= Qt::Key_A && key <= Qt::Key_Z) || (key >= Qt::Key_0 && key <= Qt::Key_9);
}
}

PaneActions::PaneActions(QObject *pane, const QString &title)
    : QObject(pane)
    , m_collection(new KActionCollection(pane, QStringLiteral("kontor")))
{
    m_collection->setComponentDisplayName(title);
}

KActionCollection *PaneActions::collection() const
{
    return m_collection;
}

QKeySequence PaneActions::keys(const char *text)
{
    return QKeySequence(QString::fromLatin1(text));
}

QAction *PaneActions::add(const char *name, const char *icon, const QString &text, const QList<QKeySequence> &shortcuts, std::function<void()> run)
{
    auto *action = m_collection->addAction(QString::fromLatin1(name));
    action->setText(text);
    action->setIcon(QIcon::fromTheme(QString::fromLatin1(icon)));
    m_collection->setDefaultShortcuts(action, shortcuts);
    if (std::ranges::any_of(shortcuts, isSingle)) {
        m_singleKeyed << action;
    }
    if (run) {
        connect(action, &QAction::triggered, this, std::move(run));
    }
    return action;
}

QAction *PaneActions::named(const char *name) const
{
    return m_collection->action(QString::fromLatin1(name));
}

QList<QAction *> PaneActions::named(std::initializer_list<const char *> names) const
{
    QList<QAction *> list;
    for (const auto *name : names) {
        list << named(name);
    }
    return list;
}

void PaneActions::readSingleKeys()
{
    const bool isOn = KSharedConfig::openConfig()->group(QStringLiteral("Mail")).readEntry("SingleKeys", true);
    setSingleKeys(isOn ? Qt::Checked : Qt::Unchecked);
}

void PaneActions::setSingleKeys(Qt::CheckState on)
{
    for (auto *action : std::as_const(m_singleKeyed)) {
        auto shortcuts = m_collection->defaultShortcuts(action);
        if (on != Qt::Checked) {
            shortcuts.removeIf(isSingle);
        }
        action->setShortcuts(shortcuts);
    }
}

}

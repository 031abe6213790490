// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QObject>

#include <functional>

class KActionCollection;
class QAction;

namespace Kontor
{

/// The actions of one pane: what they do, their shortcuts, and when they are possible. The base of each pane's own.
///
/// Letters and digits alone are shortcuts only where the user wants them (WCAG 2.1.4); it is one setting for all panes.
class PaneActions : public QObject
{
    Q_OBJECT
public:
    KActionCollection *collection() const;

    /// Letters and digits without Ctrl as shortcuts, on or off.
    virtual void setSingleKeys(Qt::CheckState on);

protected:
    PaneActions(QObject *pane, const QString &title);

    static QKeySequence keys(const char *text);
    QAction *add(const char *name, const char *icon, const QString &text, const QList<QKeySequence> &shortcuts, std::function<void()> run);
    QAction *named(const char *name) const;
    QList<QAction *> named(std::initializer_list<const char *> names) const;
    void readSingleKeys(); ///< the setting; once all actions are there

private:
    KActionCollection *m_collection;
    QList<QAction *> m_singleKeyed;
};

}

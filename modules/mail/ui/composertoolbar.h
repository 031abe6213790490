// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolBar>

namespace Kontor
{

/// The tools of a composer. Each can be reached by Tab and has a shortcut.
class ComposerToolBar : public QToolBar
{
    Q_OBJECT
public:
    explicit ComposerToolBar(QWidget *parent);

    void offerFiles(); ///< there are files on a server: attaching and linking them
    void setSending(Qt::CheckState isUnderWay); ///< no second sending meanwhile

Q_SIGNALS:
    void sendWanted();
    void sendLaterWanted();
    void attachWanted();
    void attachFromFilesWanted();
    void linkToFilesWanted();
    void spellingWanted(bool on);
    void saveWanted();
    void discardWanted();

private:
    void makeReachable();
    QAction *add(const char *name, const char *icon, const QString &text, const QKeySequence &shortcut);

    QAction *m_send;
    QAction *m_sendLater;
    QAction *m_attach;
};

}

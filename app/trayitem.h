// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QObject>

class KStatusNotifierItem;
class QWidget;

namespace Kontor
{

/// The icon in the system tray: how many messages are unread, and the way back to a hidden window.
/// Settings (group "Tray"): Show, KeepRunning. GUI thread.
class TrayItem : public QObject
{
    Q_OBJECT
public:
    explicit TrayItem(QWidget *window);
    ~TrayItem() override;

    void setUnread(int count);

    /// Shows or hides the icon as the settings say.
    void followSettings();

    /// Whether closing the window shall only hide it: wanted, and there is a tray to come back from.
    bool keepsRunning() const;

    /// The program's icon with a count on it, as the tray shows it.
    static QIcon counted(const QIcon &icon, int count);

Q_SIGNALS:
    void composeWanted();
    void syncWanted();
    void quitWanted();

private:
    void make();
    void show();

    QWidget *m_window;
    KStatusNotifierItem *m_item = nullptr;
    int m_unread = 0;
};

}

// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QList>
#include <QString>

#include <functional>

class QWidget;

namespace Kontor
{

class Pane;
class Services;
class Workbench;
struct FilesParts;

/// A pane before it is made: what its tab shows, what it lives on, and how it is made once it is wanted.
struct PaneOffer {
    QString id; ///< as Pane::id()
    QString kind; ///< ResourceKind it shows
    QString title; ///< translated
    QIcon icon;
    QString searchName; ///< of the search field while the pane is in front, for the screen reader
    QString searchTip;
    QString (*badgeWords)(int count); ///< what the tab's count means
    std::function<Pane *()> make;
};

/// What shows an invitation inside a mail; null: no account has calendars.
QWidget *invitationView(Services *services, Workbench *workbench, const QByteArray &ics, const QString &sender, QWidget *parent);

/// What the files pane and FilesExchange live on; no store: there is none just now.
FilesParts filesParts(Services *services, Workbench *workbench);

/// The list of panes: adding one is one entry there.
QList<PaneOffer> paneOffers(Services *services, Workbench *workbench, QWidget *parent);

}

// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

#include <QPalette>
#include <QTextDocument>
#include <QUrl>

namespace Kontor
{

/// The text of one message, laid out. Asks nothing of the network or the disk, whatever it says: there are no resources.
class ChatRowText : public QTextDocument
{
    Q_OBJECT
public:
    explicit ChatRowText(QObject *parent = nullptr);

    /// The text of a row: its reduced HTML, or plain text in which addresses become links.
    void show(const ChatTimelineRow &row, const QFont &font, const QPalette &palette);

    struct Link {
        QString text{};
        QUrl target{};
        int position = 0;
    };
    QList<Link> links() const;

    QVariant loadResource(int type, const QUrl &name) override;
    int refusedResources() const; ///< how often something was asked for

    /// Whether a link leads to a person: matrix:u/… or https://matrix.to/#/@…
    static bool isMention(const QUrl &target);
    static bool isAllowed(const QUrl &target); ///< http, https, mailto, matrix

private:
    void insertPlain(const QString &text, const QPalette &palette);
    void markMentions(const QPalette &palette);

    int m_refused = 0;
};

}

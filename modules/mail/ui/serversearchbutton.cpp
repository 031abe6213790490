// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/serversearchbutton.h"

#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KLocalizedString>

namespace Kontor
{

ServerSearchButton::ServerSearchButton(const MailParts &parts, QWidget *parent)
    : QPushButton(QIcon::fromTheme(QStringLiteral("edit-find")), QString(), parent)
    , m_parts(parts)
{
    setObjectName(QStringLiteral("searchOnServer"));
    setFlat(true);
    hide();
    rest();
    connect(this, &QPushButton::clicked, this, &ServerSearchButton::search);
}

ServerSearchButton::~ServerSearchButton()
{
    silence(this);
}

void ServerSearchButton::rest()
{
    m_isSearching = false;
    setText(i18nc("@action:button", "Search on the Server Too"));
}

void ServerSearchButton::offer(const QString &words, CollectionId folder)
{
    const bool isOther = words != m_words || folder != m_folder;
    m_words = words;
    m_folder = folder;
    setVisible(!words.isEmpty() && m_parts.searchOnServer);
    if (isOther) {
        ++m_turn;
        rest();
    }
}

void ServerSearchButton::search()
{
    if (std::exchange(m_isSearching, true)) { // not disabled meanwhile: the focus would go astray
        return;
    }
    setText(i18nc("@action:button", "Searching on the Server…"));
    Announcer::sayNow(this, text());
    m_parts.searchOnServer(m_words, m_folder).then(this, [this, turn = m_turn](const Result<int> &found) {
        if (turn != m_turn) {
            return;
        }
        rest();
        if (found) {
            m_parts.workbench->notify(*found == 0 ? i18nc("@info", "The server found nothing more.")
                                                  : i18ncp("@info",
                                                           "The server found %1 more message, which is being fetched.",
                                                           "The server found %1 more messages, which are being fetched.",
                                                           *found),
                                      Workbench::Tone::Information);
        } else {
            m_parts.workbench->notify(found.error().message, Workbench::Tone::Warning);
        }
    });
}

}

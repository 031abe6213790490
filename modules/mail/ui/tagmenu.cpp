// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/tagmenu.h"

#include "mail/mailactions.h"
#include "mail/ui/folderdialogs.h"
#include "mail/ui/mailpane.h"
#include "mail/ui/messagelistview.h"
#include "mail/ui/tags.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QDialog>

namespace Kontor
{

TagMenu::TagMenu(MailPane *pane)
    : QMenu(pane)
    , m_pane(pane)
{
    setTitle(i18nc("@title:menu", "&Tag"));
    setIcon(QIcon::fromTheme(QStringLiteral("tag")));
    connect(this, &QMenu::aboutToShow, this, &TagMenu::fill);
}

void TagMenu::fill()
{
    clear();
    const auto items = m_pane->column()->selectedItems();
    const auto current = m_pane->list()->currentIndex().data(MessageListModel::MessageRole).value<MessageRow>().keywords;
    auto offered = Tags::wellKnown();
    for (const auto &keyword : current) {
        if (!offered.contains(keyword, Qt::CaseInsensitive)) {
            offered << keyword;
        }
    }
    for (const auto &keyword : KSharedConfig::openConfig()->group(QStringLiteral("Mail")).readEntry("Tags", QStringList())) {
        if (!offered.contains(keyword, Qt::CaseInsensitive)) {
            offered << keyword;
        }
    }
    int number = 1;
    for (const auto &keyword : std::as_const(offered)) {
        const auto colours = Tags::colours(keyword, m_pane->palette());
        QPixmap swatch(16, 16);
        swatch.fill(colours.text);
        auto *action = addAction(swatch, number <= 9 ? QStringLiteral("&%1 %2").arg(number).arg(Tags::label(keyword)) : Tags::label(keyword));
        ++number;
        action->setCheckable(true);
        action->setChecked(current.contains(keyword, Qt::CaseInsensitive));
        connect(action, &QAction::triggered, this, [this, items, keyword](bool on) {
            on ? m_pane->parts().actions->addTag(items, keyword) : m_pane->parts().actions->removeTag(items, keyword);
        });
    }
    addSeparator();
    addAction(QIcon::fromTheme(QStringLiteral("tag-new")), i18nc("@action:inmenu", "&New Tag…"), this, &TagMenu::makeTag);
}

void TagMenu::makeTag()
{
    auto *dialog = m_pane->folderDialogs()->nameDialog(
        i18nc("@title:window", "New Tag"), i18nc("@label", "&Name of the tag:"), {}, [this, items = m_pane->column()->selectedItems()](const QString &name) {
            const auto keyword = Tags::keywordFor(name);
            if (keyword.isEmpty()) {
                return;
            }
            auto group = KSharedConfig::openConfig()->group(QStringLiteral("Mail"));
            auto known = group.readEntry("Tags", QStringList());
            if (!known.contains(keyword, Qt::CaseInsensitive)) {
                group.writeEntry("Tags", known << keyword);
            }
            m_pane->parts().actions->addTag(items, keyword);
        });
    dialog->open();
}

}

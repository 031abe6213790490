// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/contactreader.h"

#include "contacts/ui/contacthtml.h"
#include "contacts/ui/contactphotos.h"
#include "shell/emptystate.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <KMessageWidget>
#include <QAccessible>
#include <QAction>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace Kontor
{

/// The large picture at the top.
class ContactReader::Picture : public QWidget
{
public:
    explicit Picture(QWidget *parent)
        : QWidget(parent)
    {
        const auto side = fontMetrics().height() * 5;
        setFixedSize(side, side);
    }

    void show(const ContactCard &card, const QImage &photo)
    {
        m_name = card.row.name;
        m_isGroup = card.row.isGroup;
        m_photo = photo;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        if (m_isGroup) {
            Avatar::paintGroup(&painter, rect().adjusted(1, 1, -1, -1), m_name, palette());
        } else {
            Avatar::paint(&painter, rect().adjusted(1, 1, -1, -1), m_name, m_photo, font());
        }
    }

private:
    QString m_name;
    QImage m_photo;
    bool m_isGroup = false;
};

ContactReader::ContactReader(ContactPhotos *photos, QWidget *parent)
    : QWidget(parent)
    , m_photos(photos)
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(this))
    , m_picture(nullptr)
    , m_name(nullptr)
    , m_subtitle(nullptr)
    , m_buttons(nullptr)
    , m_problem(nullptr)
    , m_text(nullptr)
{
    setObjectName(QStringLiteral("contactReader"));
    setAccessibleName(i18nc("@label", "Contact"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    auto *page = new QWidget(m_stack);
    page->setBackgroundRole(QPalette::Base);
    auto *layout = new QVBoxLayout(page);
    const auto margin = Metrics::margin(this) * 2;
    layout->setContentsMargins(margin, margin, margin, 0);
    layout->setSpacing(Metrics::spacing(this) * 2);
    auto *head = new QHBoxLayout;
    head->setSpacing(margin);
    m_picture = new Picture(page);
    head->addWidget(m_picture);
    auto *names = new QVBoxLayout;
    names->addStretch();
    m_name = new QLabel(page);
    m_name->setObjectName(QStringLiteral("contactName"));
    m_name->setTextFormat(Qt::PlainText);
    m_name->setWordWrap(true);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto large = font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setWeight(QFont::DemiBold);
    m_name->setFont(large);
    m_subtitle = new QLabel(page);
    m_subtitle->setObjectName(QStringLiteral("contactSubtitle"));
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setWordWrap(true);
    m_subtitle->setTextInteractionFlags(Qt::TextSelectableByMouse);
    names->addWidget(m_name);
    names->addWidget(m_subtitle);
    names->addStretch();
    head->addLayout(names, 1);
    layout->addLayout(head);
    m_buttons = new QWidget(page);
    auto *row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch();
    layout->addWidget(m_buttons);
    m_problem = new KMessageWidget(page);
    m_problem->setObjectName(QStringLiteral("contactProblem"));
    m_problem->setMessageType(KMessageWidget::Warning);
    m_problem->setCloseButtonVisible(false);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *compare = new QAction(i18nc("@action:button", "&Compare…"), m_problem);
    connect(compare, &QAction::triggered, this, &ContactReader::conflictWanted);
    m_problem->addAction(compare);
    layout->addWidget(m_problem);
    m_text = new CardText(page);
    m_text->setObjectName(QStringLiteral("contactText"));
    m_text->setAccessibleName(i18nc("@label", "Contact details"));
    layout->addWidget(m_text, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(page);
    connect(m_text, &CardText::linkChosen, this, &ContactReader::linkChosen);
    connect(m_photos, &ContactPhotos::loaded, this, [this] {
        if (m_card) {
            m_picture->show(*m_card, m_photos->photo(m_card->row.photo));
        }
    });
    showNothing(0);
}

void ContactReader::setActions(const QList<QAction *> &actions)
{
    auto *row = static_cast<QHBoxLayout *>(m_buttons->layout());
    for (auto *action : actions) {
        auto *button = new QToolButton(m_buttons);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(false);
        button->setFocusPolicy(Qt::StrongFocus);
        const auto follow = [button, action] {
            button->setVisible(action->isEnabled());
            button->setAccessibleName(KLocalizedString::removeAcceleratorMarker(action->text()));
        };
        connect(action, &QAction::changed, button, follow);
        follow();
        row->insertWidget(row->count() - 1, button);
    }
}

void ContactReader::setContent(const ContactCard &card)
{
    m_card = card;
    showHead();
    showPage();
    m_stack->setCurrentIndex(1);
}

void ContactReader::showHead()
{
    const auto &card = m_card->card;
    m_name->setText(Words::withoutTricks(m_card->row.name));
    QStringList parts;
    for (const auto &part : {card.title, card.department, card.organization}) {
        if (!part.isEmpty() && part != m_card->row.name) {
            parts << Words::withoutTricks(part);
        }
    }
    if (m_card->row.isGroup) {
        parts = {i18ncp("@info below the name of a group", "Group with %1 member", "Group with %1 members", card.members.size())};
    }
    m_subtitle->setText(parts.join(QStringLiteral(" · ")));
    m_subtitle->setVisible(!parts.isEmpty());
    m_picture->show(*m_card, m_photos->photo(m_card->row.photo));
    m_problem->setVisible(!m_card->problem.isEmpty() || m_card->row.isDamaged);
    m_problem->actions().constFirst()->setVisible(bool(m_card->conflict));
    m_problem->setText(m_card->conflict         ? i18nc("@info", "You and somebody else changed the same in this contact. Shown is what the other one wrote.")
                           : m_card->row.isDamaged ? i18nc("@info", "The data of this contact is damaged. It is kept as it is.")
                                                   : m_card->problem);
}

void ContactReader::showPage()
{
    // The cells of a table are read as one endless line.
    m_text->setHtml(ContactHtml::page(*m_card, palette(), QAccessible::isActive() ? ContactHtml::Form::Lines : ContactHtml::Form::Table));
}

void ContactReader::showNothing(int selected)
{
    m_card.reset();
    m_text->clear();
    m_empty->setContent(QIcon::fromTheme(QStringLiteral("view-pim-contacts"), QIcon::fromTheme(QStringLiteral("x-office-address-book"))),
                        selected > 1 ? i18ncp("@info", "%1 contact selected", "%1 contacts selected", selected) : i18nc("@info", "No contact selected"),
                        selected > 1 ? i18nc("@info", "What you do now concerns all of them.") : i18nc("@info", "Choose a contact in the list to see its card here."));
    m_stack->setCurrentIndex(0);
}

const ContactCard *ContactReader::content() const
{
    return m_card ? &*m_card : nullptr;
}

CardText *ContactReader::text() const
{
    return m_text;
}

void ContactReader::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_card) {
        showPage();
    }
}

}

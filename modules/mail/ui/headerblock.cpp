// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/headerblock.h"

#include "mail/ui/tags.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <KMessageWidget>
#include <QGridLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
constexpr int fewPeople = 4;
constexpr int mostPeople = 500;

QLabel *makeLabel(QWidget *parent, const char *name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    return label;
}

QString peopleText(const QList<MailAddress> &people, int atMost)
{
    QStringList names;
    for (const auto &person : people.first(std::min<qsizetype>(people.size(), atMost))) {
        names << Words::withoutTricks(person.toString());
    }
    auto text = names.join(QStringLiteral(", "));
    if (people.size() > atMost) {
        text = i18ncp("@info a list of recipients and how many more", "%2 and %1 more", "%2 and %1 more", people.size() - atMost, text);
    }
    return text;
}
}

HeaderBlock::HeaderBlock(QWidget *parent)
    : QFrame(parent)
    , m_people(new QGridLayout)
    , m_fromLine(new QHBoxLayout)
    , m_subject(makeLabel(this, "subject"))
    , m_fromName(makeLabel(this, "fromName"))
    , m_fromAddress(makeLabel(this, "fromAddress"))
    , m_date(makeLabel(this, "date"))
    , m_toCaption(makeLabel(this, "toCaption"))
    , m_to(makeLabel(this, "to"))
    , m_ccCaption(makeLabel(this, "ccCaption"))
    , m_cc(makeLabel(this, "cc"))
    , m_bccCaption(makeLabel(this, "bccCaption"))
    , m_bcc(makeLabel(this, "bcc"))
    , m_more(new QToolButton(this))
    , m_tags(makeLabel(this, "tags"))
    , m_warningsLayout(new QVBoxLayout)
{
    setObjectName(QStringLiteral("messageHeader"));
    setAccessibleName(i18nc("@label", "Message header"));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto big = font();
    big.setPointSizeF(big.pointSizeF() * 1.25);
    big.setBold(true);
    m_subject->setFont(big);
    layout->addWidget(m_subject);
    m_tags->setTextFormat(Qt::RichText);
    layout->addWidget(m_tags);
    m_tags->hide();

    auto *people = m_people;
    people->setHorizontalSpacing(Metrics::spacing(this));
    people->setVerticalSpacing(Metrics::spacing(this) / 2);
    auto *fromLine = m_fromLine;
    fromLine->setSpacing(fontMetrics().averageCharWidth());
    auto bold = font();
    bold.setBold(true);
    m_fromName->setFont(bold);
    m_fromName->setWordWrap(false);
    m_fromAddress->setWordWrap(false);
    m_fromName->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_fromAddress->setMinimumWidth(0);
    m_date->setWordWrap(false);
    m_date->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    fromLine->addWidget(m_fromName);
    fromLine->addWidget(m_fromAddress, 1);
    auto *fromCaption = makeLabel(this, "fromCaption");
    fromCaption->setText(i18nc("@label", "From:"));
    people->addWidget(fromCaption, 0, 0, Qt::AlignTop | Qt::AlignRight);
    people->addLayout(fromLine, 0, 1);
    people->addWidget(m_date, 0, 2, Qt::AlignTop);
    m_toCaption->setText(i18nc("@label", "To:"));
    m_ccCaption->setText(i18nc("@label", "Cc:"));
    m_bccCaption->setText(i18nc("@label", "Bcc:"));
    int line = 1;
    for (const auto &[caption, label] : {std::pair{m_toCaption, m_to}, std::pair{m_ccCaption, m_cc}, std::pair{m_bccCaption, m_bcc}}) {
        caption->setWordWrap(false);
        people->addWidget(caption, line, 0, Qt::AlignTop | Qt::AlignRight);
        people->addWidget(label, line, 1);
        ++line;
    }
    m_more->setObjectName(QStringLiteral("showAllRecipients"));
    m_more->setAutoRaise(true);
    m_more->setCheckable(true);
    m_more->setFocusPolicy(Qt::StrongFocus);
    m_more->setText(i18nc("@action:button", "All recipients"));
    connect(m_more, &QToolButton::toggled, this, [this](bool on) {
        m_showAll = on;
        setPeople(m_toCaption, m_to, m_allTo);
        setPeople(m_ccCaption, m_cc, m_allCc);
        setPeople(m_bccCaption, m_bcc, m_allBcc);
    });
    people->addWidget(m_more, 1, 2, Qt::AlignTop | Qt::AlignRight);
    people->setColumnStretch(1, 1);
    layout->addLayout(people);
    m_warningsLayout->setSpacing(Metrics::spacing(this) / 2);
    layout->addLayout(m_warningsLayout);
}

void HeaderBlock::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    const bool isNarrow = width() < fontMetrics().averageCharWidth() * 75;
    if (isNarrow == m_isNarrow) {
        return;
    }
    m_isNarrow = isNarrow; // then name, address and date stand below one another, so that none is cut off
    m_people->removeWidget(m_date);
    m_date->setWordWrap(isNarrow);
    m_date->setAlignment((isNarrow ? Qt::AlignLeading : Qt::AlignRight) | Qt::AlignVCenter);
    if (isNarrow) {
        constexpr int belowAll = 4;
        m_people->addWidget(m_date, belowAll, 1, 1, 2);
    } else {
        m_people->addWidget(m_date, 0, 2, Qt::AlignTop);
    }
    m_fromLine->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_fromLine->setSpacing(isNarrow ? 0 : fontMetrics().averageCharWidth());
}

void HeaderBlock::showRow(const MessageRow &row)
{
    setSubject(row.subject);
    m_date->setText(Words::shortDate(row.date));
    m_date->setToolTip(Words::longDate(row.date));
    m_date->setAccessibleName(Words::longDate(row.date));
    setAddresses({row.fromName, row.fromAddress}, {}, {}, {});
    if (!row.recipients.isEmpty()) {
        m_to->setText(Words::withoutTricks(row.recipients));
        m_to->show();
        m_toCaption->show();
    }
    setTags(row.keywords);
    setWarnings({});
}

void HeaderBlock::setSubject(const QString &subject)
{
    constexpr int longest = 180; // more would leave no room for the message
    const auto whole = subject.isEmpty() ? i18nc("@item", "No subject") : Words::withoutTricks(subject);
    m_subject->setText(Words::shortened(whole, longest));
    m_subject->setToolTip(whole.size() > longest ? whole : QString());
    m_subject->setAccessibleName(whole);
}

void HeaderBlock::showContent(const MessageContent &content, const MessageRow &row, const QStringList &warnings)
{
    showRow(row);
    if (!content.subject.isEmpty()) {
        setSubject(content.subject);
    }
    if (content.date.isValid()) {
        m_date->setText(Words::longDate(content.date));
    }
    setAddresses(content.from, content.to, content.cc, content.bcc);
    setWarnings(warnings + content.problems);
}

void HeaderBlock::setAddresses(const MailAddress &from, const QList<MailAddress> &to, const QList<MailAddress> &cc, const QList<MailAddress> &bcc)
{
    const auto name = Words::withoutTricks(from.name);
    m_fromName->setText(Words::shortened(name.isEmpty() ? from.address : name, 60));
    m_fromAddress->setText(name.isEmpty() ? QString() : QLatin1Char('<') + Words::withoutTricks(from.address) + QLatin1Char('>'));
    m_fromAddress->setToolTip(from.address);
    m_allTo = to.first(std::min<qsizetype>(to.size(), mostPeople));
    m_allCc = cc.first(std::min<qsizetype>(cc.size(), mostPeople));
    m_allBcc = bcc.first(std::min<qsizetype>(bcc.size(), mostPeople));
    m_more->setChecked(false);
    m_more->setVisible(m_allTo.size() > fewPeople || m_allCc.size() > fewPeople || m_allBcc.size() > fewPeople);
    setPeople(m_toCaption, m_to, m_allTo);
    setPeople(m_ccCaption, m_cc, m_allCc);
    setPeople(m_bccCaption, m_bcc, m_allBcc);
}

void HeaderBlock::setPeople(QLabel *caption, QLabel *label, const QList<MailAddress> &people)
{
    label->setText(peopleText(people, m_showAll ? mostPeople : fewPeople));
    label->setVisible(!people.isEmpty());
    caption->setVisible(!people.isEmpty());
}

void HeaderBlock::setTags(const QStringList &keywords)
{
    QStringList chips;
    for (const auto &keyword : keywords) {
        const auto colours = Tags::colours(keyword, palette());
        chips << QStringLiteral("<span style=\"background-color:%1;color:%2\">&nbsp;%3&nbsp;</span>")
                     .arg(colours.background.name(), colours.text.name(), Tags::label(keyword).toHtmlEscaped());
    }
    m_tags->setText(chips.join(QStringLiteral("&nbsp; ")));
    m_tags->setVisible(!chips.isEmpty());
}

void HeaderBlock::setWarnings(const QStringList &warnings)
{
    m_warnings = warnings;
    while (auto *item = m_warningsLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto &warning : warnings.first(std::min<qsizetype>(warnings.size(), 6))) {
        auto *widget = new KMessageWidget(this);
        widget->setObjectName(QStringLiteral("senderWarning"));
        widget->setMessageType(KMessageWidget::Warning);
        widget->setCloseButtonVisible(false);
        widget->setWordWrap(true);
        widget->setText(warning.toHtmlEscaped());
        widget->setAccessibleName(warning);
        m_warningsLayout->addWidget(widget);
    }
}

QStringList HeaderBlock::warnings() const
{
    return m_warnings;
}

}

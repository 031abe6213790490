// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/conflictview.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QButtonGroup>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
constexpr int mineSide = 0;
constexpr int theirsSide = 1;

QLabel *textLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setText(text);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    return label;
}
}

ConflictView::ConflictView(const Sides &sides, QWidget *parent)
    : QWidget(parent)
    , m_sides(sides)
    , m_everywhere(new QWidget(this))
    , m_grid(nullptr)
    , m_rows(nullptr)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *all = new QHBoxLayout(m_everywhere);
    all->setContentsMargins(0, 0, 0, 0);
    auto *mine = new QPushButton(sides.keepMine, this);
    mine->setObjectName(QStringLiteral("keepMine"));
    auto *theirs = new QPushButton(sides.keepTheirs, this);
    theirs->setObjectName(QStringLiteral("keepTheirs"));
    for (auto *button : {mine, theirs}) {
        button->setAutoDefault(false);
        all->addWidget(button);
    }
    all->addStretch();
    layout->addWidget(m_everywhere);
    auto *area = new QScrollArea(this);
    area->setObjectName(QStringLiteral("conflictArea"));
    area->setAccessibleName(i18nc("@label", "Fields that differ"));
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    m_rows = new QWidget(area);
    m_grid = new QGridLayout(m_rows);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnStretch(2, 1);
    area->setWidget(m_rows);
    layout->addWidget(area, 1);
    connect(mine, &QPushButton::clicked, this, &ConflictView::chooseMine);
    connect(theirs, &QPushButton::clicked, this, &ConflictView::chooseTheirs);
}

void ConflictView::setFields(const QList<Field> &fields)
{
    m_fields = fields;
    qDeleteAll(m_choices);
    m_choices.clear();
    qDeleteAll(m_rows->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    auto bold = font();
    bold.setBold(true);
    int row = 0;
    const auto head = [&](const QString &text, int column) {
        auto *label = textLabel(text, m_rows);
        label->setFont(bold);
        m_grid->addWidget(label, 0, column);
    };
    head(m_sides.mine, 1);
    head(m_sides.theirs, 2);
    for (const auto &field : fields) {
        ++row;
        auto *name = textLabel(field.label, m_rows);
        name->setFont(bold);
        m_grid->addWidget(name, row, 0);
        auto *group = new QButtonGroup(this);
        m_choices << group;
        if (!field.isClash) {
            m_grid->addWidget(textLabel(field.mine, m_rows), row, 1, 1, 2);
            continue;
        }
        for (const auto side : {mineSide, theirsSide}) {
            const auto &text = side == mineSide ? field.mine : field.theirs;
            const auto shown = text.isEmpty() ? i18nc("@item in place of an empty field", "(nothing)") : text;
            auto *cell = new QWidget(m_rows);
            auto *line = new QHBoxLayout(cell);
            line->setContentsMargins(0, 0, 0, 0);
            auto *choice = new QRadioButton(cell);
            choice->setObjectName(QString(field.key + (side == mineSide ? QLatin1StringView(".mine") : QLatin1StringView(".theirs"))));
            choice->setAccessibleName(i18nc("@option:radio spoken: field, whose version, what it says", "%1, %2: %3", field.label,
                                            side == mineSide ? m_sides.mine : m_sides.theirs, shown));
            choice->setMinimumSize(QSize(1, 1) * (fontMetrics().height() * 3 / 2)); // its words stand beside it
            choice->setChecked(side == (field.chosen == Field::Side::Mine ? mineSide : theirsSide));
            auto *words = textLabel(shown, cell);
            words->setBuddy(choice);
            line->addWidget(choice, 0, Qt::AlignTop);
            line->addWidget(words, 1);
            group->addButton(choice, side);
            m_grid->addWidget(cell, row, 1 + side);
        }
        connect(group, &QButtonGroup::idToggled, this, [this](int, bool on) {
            if (on) {
                Q_EMIT choiceChanged();
            }
        });
    }
    m_grid->setRowStretch(row + 1, 1);
    m_everywhere->setVisible(std::ranges::count(fields, true, &Field::isClash) > 1);
    Metrics::apply(m_grid, this);
}

void ConflictView::choose(int side)
{
    for (auto *group : std::as_const(m_choices)) {
        if (auto *button = group->button(side)) {
            button->setChecked(true);
        }
    }
}

void ConflictView::chooseMine()
{
    choose(mineSide);
}

void ConflictView::chooseTheirs()
{
    choose(theirsSide);
}

QStringList ConflictView::mine() const
{
    QStringList keys;
    for (qsizetype i = 0; i < m_fields.size(); ++i) {
        if (m_fields[i].isClash && m_choices[i]->checkedId() == mineSide) {
            keys << m_fields[i].key;
        }
    }
    return keys;
}

}

// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A small window for testing the tests: sound as it is, with known defects when called with --bad.
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMenuBar>
#include <QMessageBox>
#include <QPalette>
#include <QPushButton>
#include <QTextEdit>
#include <QVBoxLayout>

namespace
{
/// Keeps the Tab key for itself: who comes in with the keyboard never gets out.
class Trap : public QLineEdit
{
public:
    using QLineEdit::QLineEdit;

protected:
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::KeyPress) {
            const auto key = static_cast<QKeyEvent *>(event)->key();
            if (key == Qt::Key_Tab || key == Qt::Key_Backtab) {
                return true;
            }
        }
        return QLineEdit::event(event);
    }
};

void announce(QObject *where, const QString &sentence)
{
    QAccessibleAnnouncementEvent event(where, sentence);
    QAccessible::updateAccessibility(&event);
}

void addDefects(QVBoxLayout *layout)
{
    layout->addWidget(new QLineEdit); // without a name
    auto *mouse = new QPushButton(QStringLiteral("Mouse only"));
    mouse->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(mouse);
    auto *faint = new QLabel(QStringLiteral("Hard to read"));
    faint->setStyleSheet(QStringLiteral("color: #aaaaaa; background: #ffffff"));
    layout->addWidget(faint);
    auto *tiny = new QPushButton(QStringLiteral("x"));
    tiny->setFixedSize(12, 12);
    layout->addWidget(tiny);
    auto *trap = new Trap;
    trap->setAccessibleName(QStringLiteral("Trap"));
    layout->addWidget(trap);
}
}

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    QApplication::setStyle(QStringLiteral("fusion"));
    auto palette = QApplication::palette();
    palette.setColor(QPalette::Highlight, QColor(0x1d, 0x5a, 0x96)); // the style's own is too faint for white text
    QApplication::setPalette(palette);
    QMainWindow window;
    window.setWindowTitle(QStringLiteral("Probe"));

    auto *middle = new QWidget;
    auto *layout = new QVBoxLayout(middle);
    auto *form = new QFormLayout;
    auto *name = new QLineEdit;
    form->addRow(QStringLiteral("Your &name:"), name);
    layout->addLayout(form);
    auto *list = new QListWidget;
    list->setAccessibleName(QStringLiteral("Fruit"));
    list->addItems({QStringLiteral("Apple"), QStringLiteral("Birne"), QStringLiteral("Cherry")});
    list->setCurrentRow(0);
    layout->addWidget(list);
    auto *text = new QTextEdit;
    text->setPlainText(QStringLiteral("First line\nSecond line"));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setTextInteractionFlags(Qt::TextSelectableByKeyboard | Qt::TextSelectableByMouse);
    text->setAccessibleName(QStringLiteral("Story"));
    text->setStyleSheet(QStringLiteral("QTextEdit:focus { border: 2px solid #1d5a96 }")); // it has no cursor to show
    layout->addWidget(text);
    auto *button = new QPushButton(QStringLiteral("Announce"));
    QObject::connect(button, &QPushButton::clicked, button, [button] {
        announce(button, QStringLiteral("Three new messages"));
    });
    layout->addWidget(button);
    if (QApplication::arguments().contains(QStringLiteral("--bad"))) {
        addDefects(layout);
    }

    auto *menu = window.menuBar()->addMenu(QStringLiteral("&Program"));
    menu->addAction(QStringLiteral("Ask"), QKeySequence(QStringLiteral("Ctrl+D")), &window, [&window] {
        QMessageBox::question(&window, QStringLiteral("Delete"), QStringLiteral("Delete 3 messages?"));
    });
    menu->addAction(QStringLiteral("Quit"), QKeySequence(QStringLiteral("Ctrl+Q")), &window, &QWidget::close);
    window.setCentralWidget(middle);
    window.resize(600, 600);
    window.show();
    name->setFocus();
    return QApplication::exec();
}

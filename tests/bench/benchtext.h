// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <random>

namespace Kontor::Bench
{

/// Makes text of a made-up language whose words are as unevenly used as those of a real one.
/// The same seed gives the same text.
class BenchText
{
public:
    explicit BenchText(quint32 seed);

    QString word();
    QString words(int number);
    int number(int below);

    /// A name and an address of one of 400 people.
    struct Person {
        QString name;
        QString address;
    };
    Person person();

private:
    std::mt19937 m_random;
    QStringList m_vocabulary;
};

}

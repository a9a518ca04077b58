//! One sentence of a text, without names.

/// Common family names of one character: one that stands before 某 is a person's, even without the given name.
const FAMILY_NAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程\
苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐";

/// The sentence of a text that holds most of the words, with 某某 for each name.
pub(super) fn telling(text: &str, words: &[&str]) -> String {
    let sentences = text.split_inclusive(['。', '；', '！', '？', '\n']);
    let best = sentences
        .map(|sentence| (words.iter().filter(|word| sentence.contains(*word)).count(), sentence))
        .fold((0, ""), |best, next| if next.0 > best.0 { next } else { best });
    nameless(best.1.trim())
}

/// 王某, 王某某 and 王某强 become 某某.
fn nameless(sentence: &str) -> String {
    let letters: Vec<char> = sentence.chars().collect();
    let mut out = String::with_capacity(sentence.len());
    let mut at = 0;
    while at < letters.len() {
        let named = FAMILY_NAMES.contains(letters[at]) && letters.get(at + 1) == Some(&'某');
        if named {
            out.push_str("某某");
            at += 1;
            while letters.get(at) == Some(&'某') {
                at += 1;
            }
        } else {
            out.push(letters[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_that_holds_the_words_is_quoted_without_names() {
        let text = "王某与李某某在渠口抢水，渠水被截。已约双方到司法所。";
        assert_eq!(telling(text, &["渠水", "抢水"]), "某某与某某在渠口抢水，渠水被截。");
        assert_eq!(telling("没有这个词。", &["渠水"]), "");
    }

    #[test]
    fn a_place_without_a_name_stays() {
        assert_eq!(nameless("在某村，马某说"), "在某村，某某说");
    }
}

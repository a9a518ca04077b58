use super::*;
use crate::{cli::stats::Files, commands::stats::rows};

#[test]
fn a_jump_is_an_alarm_under_each_statistic() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
    let mut text = "t,observed\n".to_owned();
    for t in 1..=30 {
        text.push_str(&format!("{t},{}\n", if t == 30 { 25 } else { 3 + t % 4 }));
    }
    std::fs::write(&input, text).unwrap();
    for (method, first) in [(EarsMethod::C1, "8"), (EarsMethod::C2, "10"), (EarsMethod::C3, "12")] {
        let flags = Ears {
            files: Files { input: input.clone(), output: output.clone() },
            method,
            baseline: 7,
            alpha: 0.01,
            min_sigma: 0.0,
            from: None,
        };
        run(&flags).unwrap();
        let judged = rows(&output);
        assert_eq!(judged[0]["t"], first);
        let last = judged.last().unwrap();
        assert_eq!((last["observed"].as_str(), last["alarm"].as_str()), ("25", "1"));
        assert!(last["upperbound"].parse::<f64>().unwrap() > last["expected"].parse::<f64>().unwrap());
    }
}

//! Areas and categories.

use domain::{AreaError, CategoryCode, TaxonomyError};
use store::StoreError;

use crate::ground::Ground;
use crate::samples;

on_both! {
    areas_come_back_as_they_were_given_in_their_order,
    areas_may_come_with_children_before_their_parents,
    a_known_area_takes_new_values_in_its_old_place,
    areas_that_are_no_tree_are_refused_whole,
    categories_come_back_as_they_were_given_in_their_order,
    the_code_of_all_categories_is_listed_nowhere_and_given_to_none,
}

async fn areas_come_back_as_they_were_given_in_their_order(ground: &Ground) {
    ground.settle().await;
    assert_eq!(ground.store.areas().await.unwrap().all(), samples::areas());
}

async fn areas_may_come_with_children_before_their_parents(ground: &Ground) {
    let mut areas = samples::areas();
    areas.reverse();
    ground.store.put_areas(&areas).await.unwrap();
    assert_eq!(ground.store.areas().await.unwrap().all(), areas);
}

async fn a_known_area_takes_new_values_in_its_old_place(ground: &Ground) {
    ground.settle().await;
    let mut renamed = samples::areas()[1].clone();
    renamed.name = "月牙泉街道".to_owned();
    renamed.centre = None;
    let mut added = samples::areas()[3].clone();
    added.id = "620982101200009".into();
    ground.store.put_areas(&[added.clone(), renamed.clone()]).await.unwrap();
    let mut expected = samples::areas();
    expected[1] = renamed;
    expected.push(added);
    assert_eq!(ground.store.areas().await.unwrap().all(), expected);
}

async fn areas_that_are_no_tree_are_refused_whole(ground: &Ground) {
    ground.settle().await;
    let mut good = samples::areas()[3].clone();
    good.id = "620982101200009".into();
    let mut dangling = good.clone();
    dangling.id = "620982109200001".into();
    dangling.parent = Some("620982109200".into());
    let error = ground.store.put_areas(&[good, dangling]).await.unwrap_err();
    assert!(matches!(error, StoreError::Areas(AreaError::UnknownParent { .. })), "{error:?}");
    assert_eq!(ground.store.areas().await.unwrap().all(), samples::areas());
}

async fn categories_come_back_as_they_were_given_in_their_order(ground: &Ground) {
    ground.settle().await;
    assert_eq!(ground.store.taxonomy().await.unwrap().all(), samples::categories());
    let mut renamed = samples::categories()[2].clone();
    renamed.name_en = "neighbours".to_owned();
    ground.store.put_categories(std::slice::from_ref(&renamed)).await.unwrap();
    let mut expected = samples::categories();
    expected[2] = renamed;
    assert_eq!(ground.store.taxonomy().await.unwrap().all(), expected);
}

async fn the_code_of_all_categories_is_listed_nowhere_and_given_to_none(ground: &Ground) {
    assert!(ground.store.taxonomy().await.unwrap().is_empty(), "a new county has no categories");
    ground.settle().await;
    let mut reserved = samples::categories()[2].clone();
    reserved.code = CategoryCode::every();
    let mut new = reserved.clone();
    new.code = "03".into();
    let error = ground.store.put_categories(&[new.clone(), reserved.clone()]).await.unwrap_err();
    assert!(matches!(&error, StoreError::ReservedCategory(code) if code.is_every()), "{error:?}");
    assert!(error.to_string().contains("give the category another code"), "{error}");
    new.parent = Some(CategoryCode::every());
    let error = ground.store.put_categories(&[new]).await.unwrap_err();
    assert!(matches!(error, StoreError::Taxonomy(TaxonomyError::UnknownParent { .. })), "{error:?}");
    assert_eq!(ground.store.taxonomy().await.unwrap().all(), samples::categories(), "nothing was kept");
}

/** Names of frequent emoji, as chat programs and code hosts have them between colons. */
export const NAMES: ReadonlySet<string> = new Set(
  `+1 -1 100 1234 thumbsup thumbsdown ok_hand punch fist wave hand raised_hands raised_hand clap pray muscle point_up
point_down point_left point_right point_up_2 v vulcan_salute metal handshake open_hands writing_hand call_me_hand
crossed_fingers facepunch smile smiley grinning grin laughing satisfied joy rofl sweat_smile blush innocent slightly_smiling_face
upside_down_face wink relieved heart_eyes kissing kissing_heart yum stuck_out_tongue stuck_out_tongue_winking_eye
money_mouth_face hugs hugging_face nerd_face sunglasses star_struck partying_face smirk unamused disappointed pensive worried
confused slightly_frowning_face frowning persevere confounded tired_face weary pleading_face cry sob triumph angry rage
exploding_head flushed scream fearful cold_sweat sweat thinking thinking_face shushing_face zipper_mouth_face neutral_face
expressionless no_mouth roll_eyes grimacing lying_face sleeping sleepy mask face_with_thermometer dizzy_face cowboy_hat_face
clown_face skull ghost alien robot robot_face poop hankey see_no_evil hear_no_evil speak_no_evil facepalm shrug man_shrugging
woman_shrugging man_facepalming woman_facepalming heart red_heart orange_heart yellow_heart green_heart blue_heart purple_heart
black_heart white_heart broken_heart two_hearts sparkling_heart heartbeat heartpulse cupid gift_heart hearts kiss boom collision
dizzy sweat_drops dash fire zap star star2 stars sparkles sparkle rainbow sunny sun_with_face cloud snowflake snowman umbrella
tada confetti_ball balloon gift birthday cake pizza hamburger beer beers wine_glass cocktail champagne coffee tea apple
trophy medal_sports 1st_place_medal first_place_medal dart soccer basketball football baseball tennis game_die video_game guitar musical_note notes
microphone headphones art clapper camera camera_flash movie_camera tv computer iphone telephone_receiver phone email envelope
mailbox package memo pencil pencil2 book books newspaper bookmark bookmark_tabs label calendar date chart_with_upwards_trend
chart_with_downwards_trend bar_chart clipboard pushpin round_pushpin paperclip link scissors lock unlock key hammer wrench
hammer_and_wrench tools gear nut_and_bolt bulb electric_plug battery mag mag_right bell no_bell loudspeaker mega speaker
hourglass hourglass_flowing_sand watch alarm_clock stopwatch rocket airplane car bus train bike ship construction
rotating_light warning no_entry no_entry_sign stop_sign octagonal_sign x o heavy_check_mark white_check_mark ballot_box_with_check
negative_squared_cross_mark question grey_question exclamation heavy_exclamation_mark bangbang interrobang recycle new free
up cool ok sos information_source arrow_up arrow_down arrow_left arrow_right arrow_forward arrows_counterclockwise
red_circle large_blue_circle white_circle black_circle green_circle small_blue_diamond small_orange_diamond
earth_africa earth_americas earth_asia globe_with_meridians world_map checkered_flag triangular_flag_on_post us uk gb de fr es it
jp cn kr ru dog cat mouse hamster rabbit bear panda_face koala tiger lion cow pig frog monkey monkey_face chicken penguin bird
baby_chick eagle duck owl bat wolf horse unicorn bee honeybee bug butterfly snail beetle ant spider turtle snake octopus fish
whale dolphin shark crab elephant rose sunflower tulip cherry_blossom four_leaf_clover seedling evergreen_tree deciduous_tree
palm_tree cactus maple_leaf leaves mushroom moneybag money_with_wings dollar credit_card gem crown ring lipstick shirt
eyes eye ear nose lips tongue brain baby boy girl man woman family couple runner running walking dancer dancers mortar_board
school house office hospital bank factory stadium bricks rainbow_flag wastebasket card_index hatching_chick speech_balloon
thought_balloon left_speech_bubble zzz`.split(/\s+/),
)

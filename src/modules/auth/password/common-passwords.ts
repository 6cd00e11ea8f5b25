/** What attackers try first, as lower-case words; digits and signs around a word are taken off before it is looked up. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
    000000 00000000 0987654321 100200300 102030 10203040 11111 111111 11111111 112233 11223344 1122334455 121212 12121212 123123
    123123123 123321 12344321 12345 123454321 1234554321 123456 1234567 12345678 123456789 1234567890 123456789a 123456a 123456q
    12345a 12345qwert 1234abcd 1234qwer 1234rewq 123654 123789456 123abc 123qwe 123qweasd 131313 13131313 147258369 147852369 159357
    159753 19841984 1a2b3c4d 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 20002000 20102010 222222 22222222 232323
    321654987 333333 33333333 44444444 555555 55555555 654321 666666 66666666 696969 741852963 777777 7777777 77777777 789456123
    8675309 87654321 888888 88888888 963852741 987654 98765432 987654321 987654321a 999999 99999999 a123456 a12345678 a123456789
    a1b2c3d4 aa123456 aaaaaa abc123 abc12345 abc123456 abcd1234 abcdef abcdefgh access adidas admin administrator alessandro
    alexander alexandra amanda amazon america andrea andreas andrew android angel angel1 angela anthony apple aragorn arizona
    arsenal arsenal1 asdasd123 asdasdasd asdf1234 asdfasdf asdfgh asdfghjk asdfghjkl asdfqwer ashley austin australia avengers
    azerty babygirl babylon5 badboy bailey banana bandit barcelona barney baseball baseball1 basketball batman batman1 bayern
    beatles beautiful benjamin besiktas bigdaddy bigdick bigdog biteme blackberry blank blessed blink182 blondes blueberry booboo
    boomer boston brandon brandy brasil braves brittany broadway broncos budweiser bulldog business buster buttercup butterfly
    cadillac california calvin camaro canada captain cardinals casper catherine celtic champion champions changeme charles charlie
    cheerleader cheese cheetah chelsea chelsea1 cherry chester chevelle chevrolet chicago chicken chocolate chris christ christian
    christina christopher cobra cocacola cocacola1 coffee college colorado commerce company compaq computer contrasena cookie
    cookies corona corvette courtney cowboy cowboys cowboys1 crusader crystal cupcake customer daisy dakota dallas daniel danielle
    darkness deadpool default demo1234 demon deutschland diablo diamond dodgers dolphin dolphins dortmund dragon dragon1 dragonfly
    drummer dumbledore eagle eagles edward elephant elizabeth eminem england enter enterprise everton example facebook faith falcon
    family fender fenerbahce ferrari finance firebird firefly fishing florida flower flowers football football1 forever forever1
    fortnite france francesco freedom freedom1 friends frodo fussball gabriel gabriella galatasaray gandalf gandalf1 gateway geheim
    george gfhjkm ghbdtn giants ginger giovanni gladiator gmail godisgood godzilla golden golfer google greenday gryffindor guest
    guinness guitar guitarist gymnastics hallo hammer hannah hardcore harley harleydavidson harrypotter haslo heather heaven heaven1
    heineken hello hello1 hellokitty helloworld hockey hogwarts hollywood homerun hotmail hunter hurricane iceman iloveme iloveu
    iloveyou iloveyou1 iloveyou2 instagram internet iphone ireland ironmaiden ironman isabella iwantu jackdaniels jackson jaguar
    james jasmine jasmine1 jasper jennifer jessica jesus jesuschrist johnny jonathan jordan joseph joseph1 joshua junior justice
    justin juventus katherine kawasaki killer kimberly kingkong klaster knight lakers lauren legolas leopard letmein letmein1
    letmein123 letmeinnow liberty lightning linkedin liverpool login london losangeles lovely loveme lovers loveyou lucifer
    macintosh maggie magneto manager manchester margaret marina marine marlboro marlboro1 martin master matrix matrix1 matthew
    maverick mcdonalds melissa mercedes merlin metallica michael michelle mickey microsoft midnight midnight1 miller minecraft
    mobilemail money monitor monitoring monkey monkey1 monster monster1 montana morgan moscow motdepasse mother motorola mountain
    mustang mustang1 mylove mypassword myspace nascar natalie natasha nathaniel ncc1701 netflix newpassword newyork nicole nightmare
    nikita nintendo nirvana nokia nopassword nothing office oliver opensesame openup orange p@ssw0rd pa55word packers panther
    panties paradise parola pass123 pass1234 passion passpass passphrase passw0rd passwd password password1 password12 password123
    password1234 passwort patricia patrick patriots peaches peanut pepper pepsi phoenix phoenix1 pirates player playstation please
    pokemon porsche portico portico1 predator prince princess princess1 pumpkin purple python q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6
    qazwsx qazwsxedc quarterback qwe123 qweasdzxc qweqwe123 qweqweqwe qwer1234 qwerasdf qwertasdf qwerty qwerty1 qwerty12 qwerty123
    qwerty1234 qwertyui qwertyuiop qwertyuiop123 qwertz rabbit rachel raiders rainbow ranger ranger1 rangers rangers1 rattlesnake
    realmadrid rebecca redskins redsox richard robbie robert rocknroll rockstar sabrina samantha sammy sample samsung sanfrancisco
    satan schalke schatz school scooby scooter scorpion scotland sebastian secret secret123 secrets security senha service sesame
    shadow shadow1 shopping silver skateboard slamdunk slayer slipknot slytherin smokey snoopy snowball snowboard snowman soccer
    sommer sparky spartan spider spider1 spiderman spotify starbucks stargate startrek starwars starwars1 steelers stefanie
    stephanie steven storefront stormy strawberry student success summer sunflower sunshine sunshine1 superman superman1 supersecret
    support surfing suzuki sweetheart swimming taylor teacher teamo temporary temppass tennis tequiero tequila terminator test123
    test1234 tester testing testing123 testtest texas thomas thunder thunder1 tiger tigers tigger together topsecret tornado
    touchdown trojan trustme trustno1 trustnoone twitter unicorn university vampire vanessa veronica victoria victoria1 victory
    vikings viper vodka voldemort volleyball wachtwoord warrior warriors washington webshop welcome welcome1 whatever whatever1
    whiskey william windows winner winter wizard wolverine xxxxxx yahoo yamaha yankees yellow youtube zaq12wsx zaq1zaq1 zombie
    zxcv1234 zxcvbn zxcvbnm zxcvbnm1 zxczxczxc
  `
    .trim()
    .split(/\s+/),
);

// RAMB18E1 of AMD's 7 series (UG473), as Yosys uses it: no output registers, no cascade, read values reset to 0.
`default_nettype none

module ramb18e1 #(
    parameter [255:0] INIT_00 = 256'd0,
    parameter [255:0] INIT_01 = 256'd0,
    parameter [255:0] INIT_02 = 256'd0,
    parameter [255:0] INIT_03 = 256'd0,
    parameter [255:0] INIT_04 = 256'd0,
    parameter [255:0] INIT_05 = 256'd0,
    parameter [255:0] INIT_06 = 256'd0,
    parameter [255:0] INIT_07 = 256'd0,
    parameter [255:0] INIT_08 = 256'd0,
    parameter [255:0] INIT_09 = 256'd0,
    parameter [255:0] INIT_0A = 256'd0,
    parameter [255:0] INIT_0B = 256'd0,
    parameter [255:0] INIT_0C = 256'd0,
    parameter [255:0] INIT_0D = 256'd0,
    parameter [255:0] INIT_0E = 256'd0,
    parameter [255:0] INIT_0F = 256'd0,
    parameter [255:0] INIT_10 = 256'd0,
    parameter [255:0] INIT_11 = 256'd0,
    parameter [255:0] INIT_12 = 256'd0,
    parameter [255:0] INIT_13 = 256'd0,
    parameter [255:0] INIT_14 = 256'd0,
    parameter [255:0] INIT_15 = 256'd0,
    parameter [255:0] INIT_16 = 256'd0,
    parameter [255:0] INIT_17 = 256'd0,
    parameter [255:0] INIT_18 = 256'd0,
    parameter [255:0] INIT_19 = 256'd0,
    parameter [255:0] INIT_1A = 256'd0,
    parameter [255:0] INIT_1B = 256'd0,
    parameter [255:0] INIT_1C = 256'd0,
    parameter [255:0] INIT_1D = 256'd0,
    parameter [255:0] INIT_1E = 256'd0,
    parameter [255:0] INIT_1F = 256'd0,
    parameter [255:0] INIT_20 = 256'd0,
    parameter [255:0] INIT_21 = 256'd0,
    parameter [255:0] INIT_22 = 256'd0,
    parameter [255:0] INIT_23 = 256'd0,
    parameter [255:0] INIT_24 = 256'd0,
    parameter [255:0] INIT_25 = 256'd0,
    parameter [255:0] INIT_26 = 256'd0,
    parameter [255:0] INIT_27 = 256'd0,
    parameter [255:0] INIT_28 = 256'd0,
    parameter [255:0] INIT_29 = 256'd0,
    parameter [255:0] INIT_2A = 256'd0,
    parameter [255:0] INIT_2B = 256'd0,
    parameter [255:0] INIT_2C = 256'd0,
    parameter [255:0] INIT_2D = 256'd0,
    parameter [255:0] INIT_2E = 256'd0,
    parameter [255:0] INIT_2F = 256'd0,
    parameter [255:0] INIT_30 = 256'd0,
    parameter [255:0] INIT_31 = 256'd0,
    parameter [255:0] INIT_32 = 256'd0,
    parameter [255:0] INIT_33 = 256'd0,
    parameter [255:0] INIT_34 = 256'd0,
    parameter [255:0] INIT_35 = 256'd0,
    parameter [255:0] INIT_36 = 256'd0,
    parameter [255:0] INIT_37 = 256'd0,
    parameter [255:0] INIT_38 = 256'd0,
    parameter [255:0] INIT_39 = 256'd0,
    parameter [255:0] INIT_3A = 256'd0,
    parameter [255:0] INIT_3B = 256'd0,
    parameter [255:0] INIT_3C = 256'd0,
    parameter [255:0] INIT_3D = 256'd0,
    parameter [255:0] INIT_3E = 256'd0,
    parameter [255:0] INIT_3F = 256'd0,
    parameter [255:0] INITP_00 = 256'd0,
    parameter [255:0] INITP_01 = 256'd0,
    parameter [255:0] INITP_02 = 256'd0,
    parameter [255:0] INITP_03 = 256'd0,
    parameter [255:0] INITP_04 = 256'd0,
    parameter [255:0] INITP_05 = 256'd0,
    parameter [255:0] INITP_06 = 256'd0,
    parameter [255:0] INITP_07 = 256'd0,
    parameter RAM_MODE = "TDP",
    parameter RAM_EXTENSION_A = "NONE",
    parameter RAM_EXTENSION_B = "NONE",
    parameter integer DOA_REG = 0,
    parameter integer DOB_REG = 0,
    parameter integer READ_WIDTH_A = 0,
    parameter integer READ_WIDTH_B = 0,
    parameter integer WRITE_WIDTH_A = 0,
    parameter integer WRITE_WIDTH_B = 0,
    parameter WRITE_MODE_A = "WRITE_FIRST",
    parameter WRITE_MODE_B = "WRITE_FIRST",
    parameter INIT_A = 0,
    parameter INIT_B = 0,
    parameter [71:0] SRVAL_A = 0,
    parameter [71:0] SRVAL_B = 0,
    parameter IS_CLKARDCLK_INVERTED = 1'b0,
    parameter IS_CLKBWRCLK_INVERTED = 1'b0
) (
    input  wire CLKARDCLK,
    input  wire CLKBWRCLK,
    input  wire ENARDEN,
    input  wire ENBWREN,
    input  wire REGCEAREGCE,
    input  wire REGCEB,
    input  wire RSTRAMARSTRAM,
    input  wire RSTRAMB,
    input  wire RSTREGARSTREG,
    input  wire RSTREGB,
    input  wire [13:0] ADDRARDADDR,
    input  wire [13:0] ADDRBWRADDR,
    input  wire [15:0] DIADI,
    input  wire [15:0] DIBDI,
    input  wire [1:0] DIPADIP,
    input  wire [1:0] DIPBDIP,
    input  wire [1:0] WEA,
    input  wire [3:0] WEBWE,
    output wire [15:0] DOADO,
    output wire [15:0] DOBDO,
    output wire [1:0] DOPADOP,
    output wire [1:0] DOPBDOP
);
    localparam [16383:0] DATA = {
        INIT_3F, INIT_3E, INIT_3D, INIT_3C, INIT_3B, INIT_3A, INIT_39, INIT_38,
        INIT_37, INIT_36, INIT_35, INIT_34, INIT_33, INIT_32, INIT_31, INIT_30,
        INIT_2F, INIT_2E, INIT_2D, INIT_2C, INIT_2B, INIT_2A, INIT_29, INIT_28,
        INIT_27, INIT_26, INIT_25, INIT_24, INIT_23, INIT_22, INIT_21, INIT_20,
        INIT_1F, INIT_1E, INIT_1D, INIT_1C, INIT_1B, INIT_1A, INIT_19, INIT_18,
        INIT_17, INIT_16, INIT_15, INIT_14, INIT_13, INIT_12, INIT_11, INIT_10,
        INIT_0F, INIT_0E, INIT_0D, INIT_0C, INIT_0B, INIT_0A, INIT_09, INIT_08,
        INIT_07, INIT_06, INIT_05, INIT_04, INIT_03, INIT_02, INIT_01, INIT_00
    };
    localparam [2047:0] NINTH = {
        INITP_07, INITP_06, INITP_05, INITP_04, INITP_03, INITP_02, INITP_01, INITP_00
    };
    localparam SIMPLE = RAM_MODE == "SDP";
    localparam WIDE_WRITE = SIMPLE && WRITE_WIDTH_B == 36;

    initial begin
        if (DOA_REG != 0 || DOB_REG != 0 || IS_CLKARDCLK_INVERTED || IS_CLKBWRCLK_INVERTED
            || RAM_EXTENSION_A != "NONE" || RAM_EXTENSION_B != "NONE" || |INIT_A === 1'b1 || |INIT_B === 1'b1
            || |SRVAL_A === 1'b1 || |SRVAL_B === 1'b1) begin
            $display("%m: this use of RAMB18E1 has no model");
            $finish;
        end
    end

    wire [71:0] read_a;
    wire [71:0] read_b;
    wire [71:0] low_a = {DIPADIP[1], DIADI[15:8], DIPADIP[0], DIADI[7:0]};
    wire [71:0] low_b = {DIPBDIP[1], DIBDI[15:8], DIPBDIP[0], DIBDI[7:0]};
    wire [71:0] high = SIMPLE ? read_a >> 18 : read_b;

    block_memory #(
        .BYTES   (2048),
        .INIT    ({NINTH, DATA}),
        .READ_A  (READ_WIDTH_A),
        .WRITE_A (SIMPLE ? 0 : WRITE_WIDTH_A),
        .MODE_A  (WRITE_MODE_A),
        .READ_B  (SIMPLE ? 0 : READ_WIDTH_B),
        .WRITE_B (WRITE_WIDTH_B),
        .MODE_B  (WRITE_MODE_B)
    ) memory (
        .clk_a   (CLKARDCLK),
        .en_a    (ENARDEN),
        .rst_a   (RSTRAMARSTRAM),
        .we_a    (WRITE_WIDTH_A == 0 || SIMPLE ? 8'd0 : {6'd0, WEA}),
        .addr_a  ({2'd0, ADDRARDADDR[13:0]}),
        .write_a (low_a),
        .read_a  (read_a),
        .clk_b   (CLKBWRCLK),
        .en_b    (ENBWREN),
        .rst_b   (RSTRAMB),
        .we_b    (WRITE_WIDTH_B == 0 ? 8'd0 : {4'd0, WEBWE}),
        .addr_b  ({2'd0, ADDRBWRADDR[13:0]}),
        .write_b (WIDE_WRITE ? low_b << 18 | low_a : low_b),
        .read_b  (read_b)
    );

    assign {DOPADOP[1], DOADO[15:8], DOPADOP[0], DOADO[7:0]} = read_a[17:0];
    assign {DOPBDOP[1], DOBDO[15:8], DOPBDOP[0], DOBDO[7:0]} = high[17:0];
endmodule

`default_nettype wire
